import { indexUnder } from "./places.js";

/**
 * Keeps what a reader looks at where it is while the text around it changes: the character at the top of what is seen
 * goes back to its height, wherever it has moved in the text.
 */
export class View {
  #quill;
  #frame;

  /** `frame` is the element that scrolls. */
  constructor(quill, frame) {
    this.#quill = quill;
    this.#frame = frame;
    // The browser's own anchoring knows blocks, and a script is often one block.
    frame.style.overflowAnchor = "none";
  }

  /** Note what is seen, in terms of `script`; call the answer after the change, with the script that then stands there. */
  hold(script) {
    if (this.#frame.scrollTop <= 0) return () => {};
    const index = this.#top();
    if (index === null) return () => {};
    const pin = script.pin(index);
    const before = this.#height(index);
    return (after) => {
      const now = after.unpin(pin) ?? Math.min(index, after.text.length - 1);
      this.#frame.scrollTop += this.#height(now) - before;
    };
  }

  #top() {
    const { left, top, width } = this.#frame.getBoundingClientRect();
    const { left: text } = this.#quill.root.getBoundingClientRect();
    const x = Math.min(Math.max(text + 40, left + 1), left + width - 1);
    for (const below of [6, 24, 42]) {
      const index = indexUnder(this.#quill, { x, y: top + below });
      if (index !== null) return index;
    }
    return null;
  }

  #height(index) {
    const bounds = this.#quill.getBounds(Math.max(0, index));
    return bounds ? this.#quill.container.getBoundingClientRect().top + bounds.top : 0;
  }
}
