/** The words of a script in time. A word is `{text, start, end, confidence}`; typed words have `start: null`. */

/** Below this confidence a word is marked as unsure. */
export const UNSURE_BELOW = 0.5;

/** Which word is spoken when. Built once per transcript; asked at every frame. */
export class Timeline {
  constructor(words) {
    this.timed = words.flatMap((word, index) => (Number.isFinite(word.start) ? [{ start: word.start, index }] : []));
  }

  /**
   * Index (into the words given) of the word spoken at `time` seconds, or -1 before the first.
   * A word stays current until the next one starts, so the light does not flicker in pauses.
   */
  at(time) {
    let low = 0;
    let high = this.timed.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.timed[middle].start <= time) low = middle + 1;
      else high = middle;
    }
    return low ? this.timed[low - 1].index : -1;
  }
}

/** Whether the recogniser was unsure of this word. What the learner typed is sure. */
export function isUnsure({ start, confidence }) {
  return Number.isFinite(start) && Number.isFinite(confidence) && confidence < UNSURE_BELOW;
}
