/** How long the page keeps still after the reader has moved it. */
const REST_MS = 4000;

/**
 * How far to scroll so that an element (`top`, `bottom` in the window) stands well in view between `from` and `to`:
 * 0 while it does, else what brings it to the upper third.
 */
export function distance({ top, bottom }, { from, to }) {
  const calm = (to - from) * 0.12;
  if (top >= from && bottom <= to - calm) return 0;
  return top - (from + (to - from) / 3);
}

/** Keeps the spoken word in view without fighting a reader who scrolls, moves by keys or selects. */
export class Follower {
  #window;
  #limits;
  #now;
  #quietUntil = 0;

  /** @param {() => {from: number, to: number}} limits the part of the window that nothing covers */
  constructor({ window = globalThis.window, limits, now = () => performance.now() }) {
    this.#window = window;
    this.#limits = limits;
    this.#now = now;
    const rest = () => {
      this.#quietUntil = now() + REST_MS;
    };
    for (const type of ["wheel", "touchmove"]) window.addEventListener(type, rest, { passive: true });
    window.addEventListener("keydown", (event) => {
      if (/^(Page|Home|End|ArrowUp|ArrowDown)/.test(event.key)) rest();
    });
  }

  show(element) {
    if (this.#now() < this.#quietUntil || !this.#window.getSelection().isCollapsed) return;
    const by = distance(element.getBoundingClientRect(), this.#limits());
    if (!by) return;
    const still = this.#window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#window.scrollBy({ top: by, behavior: still ? "instant" : "smooth" });
  }
}
