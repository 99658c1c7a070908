import { text } from "../lib/dom.js";

/** Shows the learner's text beside the one that was stored meanwhile, and asks which shall stand. */
export class Conflict extends EventTarget {
  #panel;
  #clipboard;
  #theirs = null;

  /** Events: `mine`, `theirs` (detail: the stored script), `copied`, `uncopied`. */
  constructor(panel, clipboard = navigator.clipboard) {
    super();
    this.#panel = panel;
    this.#clipboard = clipboard;
    for (const choice of ["mine", "theirs"]) {
      panel.querySelector(`[data-choose="${choice}"]`).addEventListener("click", () => this.#choose(choice));
    }
    panel.querySelector("[data-copy]").addEventListener("click", () => this.#copy());
  }

  show(mine, theirs) {
    this.#theirs = theirs;
    text(this.#panel.querySelector("[data-mine]"), mine);
    text(this.#panel.querySelector("[data-theirs]"), theirs.text);
    this.#panel.hidden = false;
    this.#panel.focus();
  }

  #choose(choice) {
    this.#panel.hidden = true;
    this.dispatchEvent(new CustomEvent(choice, { detail: this.#theirs }));
  }

  async #copy() {
    try {
      await this.#clipboard.writeText(this.#panel.querySelector("[data-mine]").textContent);
      this.dispatchEvent(new Event("copied"));
    } catch {
      this.dispatchEvent(new Event("uncopied"));
    }
  }
}
