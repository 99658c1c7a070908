import { runs } from "../scripts/transcript.js";
import { Timeline } from "../scripts/words.js";

/** The words of the original in time: which stands at a character, and where each begins and ends. */
export class ScriptWords {
  #words;
  #timeline;
  #spans = [];

  /** `words` are the recogniser's; the learner may have edited `original` since. */
  constructor(original, words) {
    this.#words = words;
    this.#timeline = new Timeline(words);
    let at = 0;
    for (const { text, word } of runs(original.replace(/\r\n?/g, "\n"), words)) {
      if (word !== null && Number.isFinite(words[word].start)) this.#spans.push({ from: at, to: at + text.length, word });
      at += text.length;
    }
  }

  /** The second at which the word at `offset` of the original is said, or the nearest timed one before; null for none. */
  secondsAt(offset) {
    const span = this.#spans.findLast(({ from }) => from <= offset);
    return span ? this.#words[span.word].start : null;
  }

  /** `{from, to}` in the original of the word said at `seconds`, or null. */
  spanAt(seconds) {
    const word = this.#timeline.at(seconds);
    return this.#spans.find((span) => span.word === word) ?? null;
  }
}
