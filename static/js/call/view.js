import { indexUnder } from "./places.js";

/**
 * Keeps what a reader looks at where it is while the text around it changes: a character at the top of what is seen
 * goes back to its height, wherever it has moved in the text. It is the same one until the person scrolls; one chosen
 * anew at each edit would slip away, letter by letter.
 */
export class View {
  #quill;
  #frame;
  #held = null;

  /** `frame` is the element that scrolls. */
  constructor(quill, frame) {
    this.#quill = quill;
    this.#frame = frame;
    // The browser's own anchoring knows blocks, and a script is often one block.
    frame.style.overflowAnchor = "none";
  }

  /** Note what is seen, in terms of `script`; call the answer after the change, with the script that then stands there. */
  hold(script) {
    if (!this.#isStill()) this.#held = this.#choose(script);
    const held = this.#held;
    if (!held) return () => {};
    return (after) => {
      const index = after.unpin(held.pin) ?? Math.min(held.index, after.text.length - 1);
      this.#frame.scrollTop += this.#height(index) - held.height;
      held.is = this.#shape();
    };
  }

  #choose(script) {
    const index = this.#frame.scrollTop > 0 ? this.#top() : null;
    return index === null ? null : { index, pin: script.pin(index), height: this.#height(index), is: "" };
  }

  // Neither scrolled nor laid out anew since the last edit.
  #isStill() {
    return this.#held?.is === this.#shape();
  }

  #shape() {
    const { scrollTop, scrollHeight, clientWidth, clientHeight } = this.#frame;
    return [scrollTop, scrollHeight, clientWidth, clientHeight].join();
  }

  // In the middle of a line: what stands at an end of it changes the line most easily.
  #top() {
    const { left, top, width } = this.#frame.getBoundingClientRect();
    for (const below of [6, 24, 42]) {
      const index = indexUnder(this.#quill, { x: left + width / 2, y: top + below });
      if (index !== null) return index;
    }
    return null;
  }

  #height(index) {
    const bounds = this.#quill.getBounds(Math.max(0, index));
    return bounds ? this.#quill.container.getBoundingClientRect().top + bounds.top : 0;
  }
}
