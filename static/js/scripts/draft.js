import { DRAFT_PREFIX } from "../site/logout.js";

/**
 * The unsaved text of one script, kept in this tab until it is saved. It survives a reload, a crash of the page and a
 * wrong turn, and leaves with the tab or with logging out.
 */
export class Draft {
  #storage;
  #key;

  constructor(storage, scriptId) {
    this.#storage = storage;
    this.#key = `${DRAFT_PREFIX}${scriptId}`;
  }

  /** `{text, seen}`: the words, and the version of the script that they were made from; null where there are none. */
  read() {
    try {
      const { text, seen } = JSON.parse(this.#storage.getItem(this.#key));
      return typeof text === "string" && typeof seen === "string" ? { text, seen } : null;
    } catch {
      return null;
    }
  }

  /** Whether it is kept: a full or forbidden storage keeps nothing, and the page goes on. */
  keep(text, seen) {
    try {
      this.#storage.setItem(this.#key, JSON.stringify({ text, seen }));
      return true;
    } catch {
      return false;
    }
  }

  forget() {
    try {
      this.#storage.removeItem(this.#key);
    } catch {
      // What could not be stored cannot be left behind either.
    }
  }
}
