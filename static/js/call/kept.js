/** So long after an edit it is kept (milliseconds): before a person can reload, and not at every key of a fast hand. */
const SOON = 50;

/** What the tab keeps of the corrections: a reload goes on from it, whatever the server knows. */
export class Kept {
  #storage;
  #key;
  #timers;
  #timer = null;
  #state = null;

  /** `window` is the page that may go. */
  constructor({ storage, key, timers = globalThis, window = globalThis.window }) {
    this.#storage = storage;
    this.#key = key;
    this.#timers = timers;
    window.addEventListener("pagehide", () => this.#keep());
  }

  /** Something was written; `state()` gives what stands then. */
  edited(state) {
    this.#state = state;
    this.#timer ??= this.#timers.setTimeout(() => this.#keep(), SOON);
  }

  /** The state, or null. */
  read() {
    try {
      return this.#storage.getItem(this.#key);
    } catch {
      return null;
    }
  }

  forget() {
    this.#rest();
    try {
      this.#storage.removeItem(this.#key);
    } catch {
      // Then it was never kept.
    }
  }

  #keep() {
    const state = this.#state;
    this.#rest();
    if (state === null) return;
    try {
      this.#storage.setItem(this.#key, state());
    } catch {
      // A full or forbidden storage keeps nothing: the server's copy serves.
    }
  }

  #rest() {
    this.#timers.clearTimeout(this.#timer);
    this.#timer = this.#state = null;
  }
}
