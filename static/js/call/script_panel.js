import { byTestId, readMessages, setState, text } from "../lib/dom.js";
import { openPlayer } from "../scripts/sound.js";
import { DRAFT_PREFIX } from "../site/logout.js";
import { Carets } from "./carets.js";
import { SharedEditor } from "./editor.js";
import { Journal } from "./journal.js";
import { Kept } from "./kept.js";
import { Listening } from "./listening.js";
import { ScriptDoc } from "./script_doc.js";
import { ScriptReader } from "./script_reader.js";
import { ScriptWords } from "./script_words.js";
import { ScriptWriter } from "./script_writer.js";
import { Spoken } from "./spoken.js";
import { Toolbar } from "./toolbar.js";

/** The script in the room: the instructor writes, the learner reads, both hear the recording. */
export class ScriptPanel {
  #root;
  #say;
  #kept;
  #editor;
  #sync;
  #toolbar = null;
  #journal = null;

  constructor(root, { data, say, window, http, links }) {
    this.#root = root;
    this.#say = say;
    this.#kept = new Kept({ storage: window.sessionStorage, key: `${DRAFT_PREFIX}script:${data.id}`, window });
    const writes = data.role === "instructor";
    const script = writes ? this.#write(data, links.script) : this.#read(data, links.script);
    const container = root.querySelector("[data-editor]");
    const frame = root.querySelector("[data-sheet]");
    this.#editor = new SharedEditor({ container, frame, script, writes, label: say("editor") });
    if (writes) this.#keep(data, { http, window });
    else this.#sync.addEventListener("replaced", ({ detail }) => this.#editor.replace(detail));
    new Carets({ editor: this.#editor, link: links.control, container, name: nameOf(data, say) });
    this.#listen(data, links.control, window.document);
    if (!data.is_open) this.show(true);
  }

  /** Follow the switch of the room: the instructor's key asks the server, and what the server says is shown to both. */
  follow(signal) {
    signal.addEventListener("welcome", ({ detail }) => this.show(detail.script_visible === true));
    signal.addEventListener("visible", ({ detail }) => this.show(detail.on === true));
    for (const key of this.#root.querySelectorAll('[data-testid="script-toggle"], [data-show-script]')) {
      key.disabled = false;
      key.addEventListener("click", () => signal.showScript(this.#root.dataset.script !== "on"));
    }
  }

  show(on) {
    this.#root.dataset.script = on ? "on" : "off";
    byTestId(this.#root, "script-toggle")?.setAttribute("aria-pressed", String(on));
  }

  html() {
    return this.#editor.html();
  }

  /** Write and send no more: another tab goes on. */
  freeze() {
    this.#journal?.stop();
    this.#toolbar?.disable();
    this.#editor.freeze();
    this.#sync.close();
  }

  /** It is stored or dropped: nothing of it stays in the tab. */
  forget() {
    this.freeze();
    this.#kept.forget();
  }

  #write({ original, draft_state: draft }, link) {
    const script = new ScriptDoc({ original, states: [draft, this.#kept.read()].filter(Boolean) });
    this.#sync = new ScriptWriter({ link, script });
    return script;
  }

  #read({ original }, link) {
    this.#sync = new ScriptReader({ link, original });
    return this.#sync.script;
  }

  #keep({ urls, draft_revision: revision }, { http, window }) {
    const editor = this.#editor;
    const read = () => ({ content: editor.html(), state: editor.script.base64() });
    this.#journal = new Journal({ http, url: urls.journal, read, revision, window });
    this.#toolbar = new Toolbar(this.#root.querySelector("[data-toolbar]"), editor);
    const sign = this.#root.querySelector("[data-journal]");
    const tell = () => {
      setState(sign, this.#journal.state);
      text(sign, this.#say(`journal.${this.#journal.state}`));
    };
    editor.addEventListener("edit", () => {
      this.#kept.edited(() => editor.script.base64());
      this.#journal.edited();
    });
    this.#journal.addEventListener("state", tell);
    tell();
  }

  #listen({ role, original, words, peaks, script }, link, document) {
    const panel = this.#root.querySelector("[data-player]");
    const facts = { duration: script.duration, peaks };
    const { player, audio } = openPlayer(panel, facts, readMessages(document, "script-messages"));
    const listening = new Listening({ player, audio, link, yields: role === "learner" });
    const timed = new ScriptWords(original, words);
    const spoken = new Spoken({ editor: this.#editor, words: timed });
    player.addEventListener("tick", () => spoken.follow(player.playing ? player.time : null));
    this.#editor.addEventListener("edit", () => listening.pause());
    this.#editor.addEventListener("point", ({ detail }) => {
      if (!this.#root.querySelector("[data-click-plays]").checked) return;
      const offset = this.#editor.script.originalAt(detail);
      const seconds = offset === null ? null : timed.secondsAt(offset);
      if (seconds !== null) listening.play(seconds);
    });
  }
}

/** The other's nickname, or what the other is. */
function nameOf({ role, learner, instructor }, say) {
  const other = role === "instructor" ? learner : instructor;
  return other?.nickname ?? say(role === "instructor" ? "learner" : "instructor");
}
