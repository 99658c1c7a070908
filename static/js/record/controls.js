import { byTestId, clock, setState, text } from "../lib/dom.js";

const INTERACTIVE = "a, button, input, select, textarea, audio, summary, label, [contenteditable]";

/** A second press within this time was meant for the button that stood here before (seconds). */
const DOUBLE_PRESS = 0.5;

/** The big button, pause, stop, the running time, and the space bar. `data-state` is the recorder's. */
export class Controls {
  #root;
  #say;
  #elapsed = 0;
  #isSpaceDown = false;

  /** `on` has record, pause and stop; `isActive` tells whether the space bar belongs to us now. */
  constructor(root, { on, isActive, say, document }) {
    this.#root = root;
    this.#say = say;
    const stop = () => this.#elapsed >= DOUBLE_PRESS && on.stop();
    byTestId(root, "record").addEventListener("click", () => on.record());
    byTestId(root, "pause").addEventListener("click", () => on.pause());
    byTestId(root, "stop").addEventListener("click", stop);
    document.addEventListener("keydown", (event) => this.#down(event, isActive));
    // On release: a held key must not start and at once stop.
    document.addEventListener("keyup", (event) => this.#up(event) && (this.state === "idle" ? on.record() : stop()));
  }

  get state() {
    return this.#root.dataset.state;
  }

  set state(state) {
    setState(this.#root, state);
    byTestId(this.#root, "record").hidden = state !== "idle";
    for (const name of ["pause", "stop"]) byTestId(this.#root, name).hidden = state === "idle";
    const pause = byTestId(this.#root, "pause");
    setState(pause, state);
    text(pause.querySelector("[data-label]"), this.#say(state === "paused" ? "resume" : "pause"));
    if (state === "idle") this.elapsed = 0;
  }

  set elapsed(seconds) {
    this.#elapsed = seconds;
    text(byTestId(this.#root, "running-time"), clock(seconds));
  }

  set isBusy(value) {
    byTestId(this.#root, "record").disabled = value;
  }

  focusStop() {
    const { activeElement } = this.#root.ownerDocument;
    // Whoever has just pressed "go on" may want to press it again.
    if (activeElement !== byTestId(this.#root, "pause")) byTestId(this.#root, "stop").focus({ preventScroll: true });
  }

  #down(event, isActive) {
    if (event.code !== "Space" || !isActive() || event.target.closest?.(INTERACTIVE)) return;
    event.preventDefault(); // the page would scroll
    this.#isSpaceDown = true;
  }

  #up(event) {
    const ours = event.code === "Space" && this.#isSpaceDown;
    if (event.code === "Space") this.#isSpaceDown = false;
    return ours;
  }
}
