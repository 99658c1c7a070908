const MOVES = { ArrowRight: 1, ArrowLeft: -1 };
const SHORTCUT = { x: "strike" };

/** Ties the buttons of `_toolbar.html` to an editor: one tab stop, arrow keys inside (the ARIA toolbar pattern). */
export class Toolbar {
  #root;
  #editor;

  constructor(root, editor) {
    this.#root = root;
    this.#editor = editor;
    // A press must not take the selection away.
    root.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());
    root.addEventListener("click", (event) => this.#press(event.target.closest("button")));
    root.addEventListener("keydown", (event) => this.#move(event));
    editor.quill.root.addEventListener("keydown", (event) => this.#shortcut(event));
    editor.addEventListener("formats", () => this.show());
    this.#buttons.forEach((button, index) => (button.tabIndex = index ? -1 : 0));
    this.show();
  }

  /** Show what holds at the caret. */
  show() {
    const now = this.#editor.formatsNow();
    for (const button of this.#root.querySelectorAll("[data-format]")) {
      const { format, value } = button.dataset;
      button.setAttribute("aria-pressed", String(value ? now[format] === value : Boolean(now[format])));
    }
  }

  disable() {
    for (const button of this.#buttons) button.disabled = true;
  }

  get #buttons() {
    return [...this.#root.querySelectorAll("button")];
  }

  #press(button) {
    if (!button) return;
    const { format, value = true, act } = button.dataset;
    if (act) this.#editor[act]();
    else this.#editor.format(format, button.getAttribute("aria-pressed") === "true" ? false : value);
  }

  #move(event) {
    const step = MOVES[event.key];
    const buttons = this.#buttons;
    const next = buttons[buttons.indexOf(event.target) + step];
    if (!step) return;
    event.preventDefault();
    if (!next) return;
    event.target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }

  // Quill itself knows bold, underline, undo and redo.
  #shortcut(event) {
    const format = (event.ctrlKey || event.metaKey) && event.shiftKey && SHORTCUT[event.key.toLowerCase()];
    if (!format) return;
    event.preventDefault();
    this.#editor.format(format, !this.#editor.formatsNow()[format]);
  }
}
