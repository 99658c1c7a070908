import { Timeline, isUnsure } from "./words.js";

const MOVES = { ArrowRight: 1, ArrowLeft: -1 };

/** How many words may be missing in a row before the next is no longer looked for. */
const REACH = 8;

/**
 * Cut `text` into runs `{text, word}`: `word` is an index into `words`, or null for space and for what no word covers.
 * The runs joined are exactly `text`, with its paragraphs, whatever the words say.
 */
export function runs(text, words) {
  let next = 0;
  return (text.match(/\S+|\s+/gu) ?? []).map((part) => {
    const ahead = words.slice(next, next + REACH).findIndex((word) => word.text === part);
    if (ahead < 0) return { text: part, word: null };
    next += ahead + 1;
    return { text: part, word: next - 1 };
  });
}

/**
 * The words of a script on the page. The one that is spoken is lit; a click, or Enter on a word, asks for the sound
 * from there (event `play`, detail: seconds). One tab stop in all: the arrow keys go from word to word.
 */
export class Transcript extends EventTarget {
  #container;
  #say;
  #spans = new Map();
  #timeline = new Timeline([]);
  #lit = -1;

  constructor(container, say) {
    super();
    this.#container = container;
    this.#say = say;
    container.addEventListener("click", (event) => this.#play(event.target));
    container.addEventListener("keydown", (event) => this.#key(event));
  }

  show(text, words) {
    this.#timeline = new Timeline(words);
    this.#lit = -1;
    this.#spans.clear();
    const parts = runs(text, words).map((run) => (run.word === null ? run.text : this.#span(run.word, words[run.word])));
    this.#container.replaceChildren(...parts);
    const first = this.#container.querySelector("[data-start]");
    if (first) first.tabIndex = 0;
  }

  /** Light the word spoken at `time`. Returns its element when it has changed, else null. */
  follow(time) {
    const index = this.#timeline.at(time);
    if (index === this.#lit) return null;
    this.#spans.get(this.#lit)?.classList.remove("word-now");
    this.#lit = index;
    const span = this.#spans.get(index) ?? null;
    span?.classList.add("word-now");
    return span;
  }

  #span(index, word) {
    const span = this.#container.ownerDocument.createElement("span");
    span.className = "word";
    span.dataset.testid = "word";
    span.textContent = word.text;
    if (Number.isFinite(word.start)) {
      span.dataset.start = String(word.start);
      span.tabIndex = -1;
    }
    if (isUnsure(word)) {
      span.classList.add("word-unsure");
      span.title = this.#say("unsure");
    }
    this.#spans.set(index, span);
    return span;
  }

  #play(element) {
    const start = element.closest("[data-start]")?.dataset.start;
    if (start !== undefined) this.dispatchEvent(new CustomEvent("play", { detail: Number(start) }));
  }

  #key(event) {
    if (event.key === "Enter") this.#play(event.target);
    const step = MOVES[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    const timed = [...this.#container.querySelectorAll("[data-start]")];
    const next = timed[timed.indexOf(event.target) + step];
    event.preventDefault();
    if (!next) return;
    event.target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }
}
