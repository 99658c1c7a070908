import { setState } from "../lib/dom.js";

const BARS = 36;
const STEP = 70;

/** Loud enough to be a voice. */
const VOICE = 0.35;

/**
 * A live picture of the level: the newest at the right. `data-state` is off, silent or heard; a value for screen
 * readers goes with it. `onFrame` gets the level and the milliseconds since a voice was last heard.
 */
export class Meter {
  #element;
  #read;
  #window;
  #onFrame;
  #bars;
  #frame = null;
  #drawn = 0;
  #heardAt = 0;

  constructor(element, { read, window, onFrame }) {
    this.#element = element;
    this.#read = read;
    this.#window = window;
    this.#onFrame = onFrame;
    this.#bars = Array.from({ length: BARS }, () => element.ownerDocument.createElement("i"));
    element.append(...this.#bars);
  }

  start() {
    if (this.#frame !== null) return;
    this.#heardAt = this.#window.performance.now();
    setState(this.#element, "silent");
    this.#frame = this.#window.requestAnimationFrame(this.#draw);
  }

  stop() {
    if (this.#frame !== null) this.#window.cancelAnimationFrame(this.#frame);
    this.#frame = null;
    for (const bar of this.#bars) bar.style.removeProperty("--h");
    this.#element.setAttribute("aria-valuenow", "0");
    setState(this.#element, "off");
  }

  #draw = (now) => {
    this.#frame = this.#window.requestAnimationFrame(this.#draw);
    if (now - this.#drawn < STEP) return;
    this.#drawn = now;
    const level = this.#read();
    if (level >= VOICE) {
      this.#heardAt = now;
      setState(this.#element, "heard");
    }
    this.#bars.push(this.#bars.shift());
    this.#bars.at(-1).style.setProperty("--h", level.toFixed(2));
    this.#element.append(this.#bars.at(-1));
    this.#element.setAttribute("aria-valuenow", String(Math.round(level * 100)));
    this.#onFrame({ level, silence: now - this.#heardAt });
  };
}
