/** The longest text that the server takes, in characters as it counts them. */
export const MAX_CHARACTERS = 20_000;

/** `{words, characters}` of a text, counted as the server does: code points, line ends as one. */
export function measure(text) {
  const plain = text.replaceAll("\r\n", "\n").trim();
  return { words: plain ? plain.split(/\s+/u).length : 0, characters: [...plain].length };
}

/** What forbids saving: `empty`, `too_long`, or null. */
export function objection(text) {
  const { characters } = measure(text);
  if (!characters) return "empty";
  return characters > MAX_CHARACTERS ? "too_long" : null;
}

/**
 * A script being edited: the text as it is saved, the version it was seen in, and the text as it is typed.
 * Saving says what came of it; nothing typed is ever dropped.
 */
export class Manuscript {
  #http;
  #url;
  #draft;

  /** @param {{text: string, updated_at: string}} saved the script as the page was given it */
  constructor({ http, url, draft, saved }) {
    this.#http = http;
    this.#url = url;
    this.#draft = draft;
    this.saved = saved.text;
    this.seen = saved.updated_at;
    this.typed = saved.text;
  }

  get dirty() {
    return this.typed.trim() !== this.saved.trim();
  }

  /** A draft of an earlier visit that differs from what is saved, or null. */
  get leftover() {
    const draft = this.#draft.read();
    return draft && draft.text.trim() !== this.saved.trim() ? draft : null;
  }

  /** Go on with a leftover, from the version it was made from: if that is old, saving will tell. */
  resume({ text, seen }) {
    this.typed = text;
    this.seen = seen;
  }

  type(text) {
    this.typed = text;
    if (this.dirty) this.#draft.keep(text, this.seen);
    else this.#draft.forget();
  }

  /** Drop what is typed and take `text` in its `version` as saved. */
  take(text, version) {
    Object.assign(this, { saved: text, seen: version, typed: text });
    this.#draft.forget();
  }

  /**
   * Send what is typed. Resolves to `{outcome: "saved"}`, `{outcome: "conflict", theirs}` with the script as it is
   * stored now, or `{outcome: "refused", error}`; in the last two the text stays typed and drafted.
   */
  async save() {
    const text = this.typed;
    try {
      const script = await this.#http.patch(this.#url, { text, updated_at: this.seen });
      this.saved = script.text;
      this.seen = script.updated_at;
      if (this.typed === text) this.#draft.forget();
      return { outcome: "saved" };
    } catch (error) {
      if (error.code !== "edit_conflict") return { outcome: "refused", error };
      return this.#compare(text);
    }
  }

  async #compare(text) {
    try {
      const theirs = await this.#http.get(this.#url);
      if (theirs.text.trim() !== text.trim()) return { outcome: "conflict", theirs };
      // An answer that was lost on the way: the words are stored already.
      this.take(theirs.text, theirs.updated_at);
      return { outcome: "saved" };
    } catch (error) {
      return { outcome: "refused", error };
    }
  }
}
