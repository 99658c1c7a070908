import { Bold, ClassAttributor, Clipboard, History, Quill, Scope, Strike, Underline } from "../../vendor/editor.js";
import { BACKGROUNDS, COLORS, FORMATS, SIZES } from "./formats.js";

const attributor = (name, prefix, whitelist) => new ClassAttributor(name, prefix, { scope: Scope.INLINE, whitelist });

Quill.register({
  "formats/bold": Bold,
  "formats/strike": Strike,
  "formats/underline": Underline,
  "formats/size": attributor("size", "ql-size", SIZES),
  "formats/color": attributor("color", "ql-color", COLORS),
  "formats/background": attributor("background", "ql-bg", BACKGROUNDS),
  "modules/clipboard": Clipboard,
  "modules/history": History,
}, true);

const { delta: Delta } = Quill.imports; // a call of `import` would be taken for one where static files get their hashed names

/** What is pasted, beside what Quill knows itself: no text of what nobody sees, and another name for a line through. */
const MATCHERS = [
  ["script, noscript, template, title, textarea, select", () => new Delta()],
  ["del", (element, delta) => delta.compose(new Delta().retain(delta.length(), { strike: true }))],
];

/** A Quill that knows our formats and nothing else: what is pasted loses the rest, what a peer sends never gets it. */
export function makeQuill(container, { writes }) {
  const quill = new Quill(container, {
    formats: FORMATS,
    readOnly: !writes,
    modules: {
      clipboard: { matchers: MATCHERS },
      // Tab leaves the editor, as it leaves everything: who has no mouse must get out.
      keyboard: { bindings: { tab: null, "remove tab": null, indent: null, outdent: null } },
      history: { userOnly: true, delay: 600, maxStack: 500 },
      // Files that are pasted or dropped go nowhere.
      uploader: { mimetypes: [], handler: () => {} },
    },
  });
  // At every edit of the other Quill would put the reader's selection back, and take the focus with it; see selected.js.
  if (!writes) quill.getSelection = () => null;
  return quill;
}

/** Say of the editor's element what it is, to people and programs. */
export function dress(root, { writes, label }) {
  const facts = {
    "data-testid": "editor", lang: "en", role: "textbox", "aria-multiline": "true", "aria-label": label,
    "aria-readonly": String(!writes), spellcheck: String(writes),
  };
  for (const [name, value] of Object.entries(facts)) root.setAttribute(name, value);
  root.classList.add("rich-text");
  if (!writes) root.tabIndex = 0;
}
