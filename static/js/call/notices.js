import { text } from "../lib/dom.js";

/** The bar above the call that says what is wrong and offers the way on. The most serious thing that holds is shown. */
const ORDER = ["superseded", "logged_out", "not_yours", "not_saved", "saving", "empty", "too_long", "refused", "gone_long", "offline", "server_away"];
const WAYS = { superseded: "take-over", logged_out: "log-in", gone_long: "ask-again" };

export class Notices {
  #root;
  #say;
  #held = new Set();

  constructor(root, say) {
    this.#root = root.querySelector("[data-notice]");
    this.#say = say;
  }

  /** Call `act` when the way on of a notice is pressed: take-over, ask-again. */
  on(way, act) {
    this.#root.querySelector(`[data-way="${way}"]`).addEventListener("click", (event) => act(event.currentTarget));
  }

  /** Say that `code` holds, or no longer does. */
  set(code, holds) {
    if (this.#held.has(code) === holds) return;
    if (holds) this.#held.add(code);
    else this.#held.delete(code);
    const shown = ORDER.find((each) => this.#held.has(each));
    this.#root.hidden = !shown;
    text(this.#root.querySelector("[data-sentence]"), shown ? this.#say(shown) : "");
    for (const button of this.#root.querySelectorAll("[data-way]")) button.hidden = button.dataset.way !== WAYS[shown];
  }
}
