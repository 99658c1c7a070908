/** What the tab keeps of the corrections: a reload goes on from it, whatever the server knows. */
export class Kept {
  #storage;
  #key;

  constructor({ storage, key }) {
    this.#storage = storage;
    this.#key = key;
  }

  /** The state, or null. */
  read() {
    try {
      return this.#storage.getItem(this.#key);
    } catch {
      return null;
    }
  }

  /** Whether it is kept: a full or forbidden storage keeps nothing, and the server's copy serves. */
  keep(state) {
    try {
      this.#storage.setItem(this.#key, state);
      return true;
    } catch {
      return false;
    }
  }

  forget() {
    try {
      this.#storage.removeItem(this.#key);
    } catch {
      // Then it was never kept.
    }
  }
}
