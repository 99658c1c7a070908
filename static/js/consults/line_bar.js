import { setState, text } from "../lib/dom.js";
import { isOpen } from "./watch.js";
import { lineWords } from "./words.js";

/** Told to the document with the own consult whenever it is fetched: other parts of the page follow it. */
export const CONSULT_CHANGED = "consultchanged";

/**
 * The bar on every page of a learner whose consult is open: the place in line, and the call. It never leaves the page
 * by itself: an answer may be under way.
 */
export class LineBar {
  #root;
  #options;

  /** @param {(consult: object|null) => void} onChange called with each state of the consult */
  constructor(root, { watch, ring, say, go, onChange }) {
    this.#root = root;
    this.#options = { watch, ring, say, go, onChange };
  }

  start() {
    const { watch } = this.#options;
    watch.addEventListener("change", ({ detail }) => this.#show(detail));
    watch.addEventListener("link", ({ detail }) => detail === "ended" && this.#leave());
    watch.start();
    if (this.#root.dataset.state === "matched") this.#call();
  }

  stop() {
    this.#options.ring.stop();
    this.#options.watch.stop();
  }

  #show(consult) {
    const { say, ring, onChange } = this.#options;
    const state = isOpen(consult) ? consult.state : "over";
    setState(this.#root, state);
    onChange(consult);
    if (state === "over") this.#leave();
    else if (state === "matched") this.#call();
    else ring.stop();
    const words = { waiting: () => lineWords(say, consult), matched: () => say("called"), in_progress: () => say("going_on") };
    if (words[state]) text(this.#root.querySelector("[data-words]"), words[state]());
  }

  #call() {
    const { ring, go } = this.#options;
    const { href } = this.#root.querySelector("[data-go]");
    ring.start(this.#root.dataset.id, { go: () => go(href) });
  }

  #leave() {
    this.#options.ring.stop();
    this.#root.hidden = true;
  }
}
