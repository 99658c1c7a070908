import { rangeOf } from "./places.js";

/** At most so often the own caret is sent, and so long the other's name stands beside theirs (milliseconds). */
const EVERY = 100;
const NAME = 3000;

/** Each shows the other where he is in the script: sends the own selection, draws theirs over the text. */
export class Carets {
  #editor;
  #link;
  #layer;
  #timers;
  #timer = null;
  #own = null;
  #said = "";
  #theirs = null;

  /** `container` is the editor's; `name` stands beside the other's caret. */
  constructor({ editor, link, container, name, timers = globalThis }) {
    this.#editor = editor;
    this.#link = link;
    this.#timers = timers;
    this.#layer = document.createElement("div");
    this.#layer.className = "carets";
    this.#layer.setAttribute("aria-hidden", "true");
    this.#layer.dataset.name = name;
    container.append(this.#layer);
    editor.addEventListener("selection", ({ detail }) => this.#tell(detail));
    editor.addEventListener("draw", () => this.draw());
    link.addEventListener("open", () => this.#send({ again: true }));
    link.addEventListener("close", () => this.#hear(null));
    link.addEventListener("message", ({ detail }) => detail.type === "caret" && this.#hear(detail));
    new ResizeObserver(() => this.draw()).observe(container);
  }

  /** Draw the other's selection where it stands now. */
  draw() {
    const [anchor, head] = this.#places();
    const shapes = anchor === null || head === null ? [] : [...this.#marks(anchor, head), this.#caret(head)];
    this.#layer.replaceChildren(...shapes.filter(Boolean));
  }

  #tell(selection) {
    const { script } = this.#editor;
    this.#own = selection && { anchor: script.pin(selection.anchor), head: script.pin(selection.head) };
    this.#timer ??= this.#timers.setTimeout(() => this.#send(), EVERY);
  }

  // A caret is pinned to the character after it, so who writes goes on to stand there: nothing is to be said.
  #send({ again = false } = {}) {
    this.#timers.clearTimeout(this.#timer);
    this.#timer = null;
    const { anchor, head } = this.#own ?? { anchor: null, head: null };
    const said = `${anchor} ${head}`;
    if (said === this.#said && !again) return;
    this.#said = said;
    this.#link.send({ type: "caret", anchor, head });
  }

  #hear(message) {
    this.#theirs = typeof message?.anchor === "string" && typeof message.head === "string" ? message : null;
    this.#layer.classList.add("is-fresh");
    this.#timers.clearTimeout(this.#fresh);
    this.#fresh = this.#timers.setTimeout(() => this.#layer.classList.remove("is-fresh"), NAME);
    this.draw();
  }

  #fresh = null;

  #places() {
    if (!this.#theirs) return [null, null];
    const { script } = this.#editor;
    return [script.unpin(this.#theirs.anchor), script.unpin(this.#theirs.head)];
  }

  #marks(anchor, head) {
    if (anchor === head) return [];
    const range = rangeOf(this.#editor.quill, Math.min(anchor, head), Math.abs(head - anchor));
    const origin = this.#layer.parentElement.getBoundingClientRect();
    return [...(range?.getClientRects() ?? [])].map((box) => shape("caret-mark", {
      left: box.left - origin.left, top: box.top - origin.top, width: box.width, height: box.height,
    }));
  }

  #caret(head) {
    const box = this.#editor.quill.getBounds(head);
    if (!box) return null;
    const caret = shape("caret", { left: box.left, top: box.top, height: box.height });
    const flag = document.createElement("span");
    flag.textContent = this.#layer.dataset.name;
    caret.append(flag);
    return caret;
  }
}

function shape(kind, box) {
  const element = document.createElement("i");
  element.className = kind;
  for (const [side, pixels] of Object.entries(box)) element.style.setProperty(side, `${pixels}px`);
  return element;
}
