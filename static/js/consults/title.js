/** Makes the page's title alternate with a call, so that its tab is found among many. */
export class TitleSign {
  #document;
  #timers;
  #own = null;
  #timer = null;

  constructor({ document = globalThis.document, timers = globalThis } = {}) {
    this.#document = document;
    this.#timers = timers;
  }

  show(words) {
    this.clear();
    this.#own = this.#document.title;
    let isCall = false;
    const turn = () => {
      isCall = !isCall;
      this.#document.title = isCall ? `● ${words}` : this.#own;
    };
    turn();
    this.#timer = this.#timers.setInterval(turn, 1000);
  }

  /** Back to the page's own title. Safe to call twice. */
  clear() {
    if (this.#own === null) return;
    this.#timers.clearInterval(this.#timer);
    this.#document.title = this.#own;
    this.#own = null;
  }
}
