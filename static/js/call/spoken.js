import { rangeOf } from "./places.js";

const NAME = "spoken";

/** Lights the word that is being said, wherever it stands in the corrected text. It changes nothing in the document. */
export class Spoken {
  #editor;
  #words;
  #registry;
  #lit = null;

  constructor({ editor, words, registry = globalThis.CSS?.highlights }) {
    this.#editor = editor;
    this.#words = words;
    this.#registry = registry;
    editor.addEventListener("draw", () => this.#light(this.#lit));
  }

  /** Light the word of `seconds`; null puts the light out. */
  follow(seconds) {
    const span = seconds === null ? null : this.#words.spanAt(seconds);
    if (span !== this.#lit) this.#light(span);
  }

  #light(span) {
    this.#lit = span;
    if (!this.#registry) return; // an older browser: the sound is enough
    const place = span && this.#editor.script.spanOf(span);
    const range = place && rangeOf(this.#editor.quill, place.index, place.length);
    if (range) this.#registry.set(NAME, new Highlight(range));
    else this.#registry.delete(NAME);
  }
}
