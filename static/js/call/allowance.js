/** So many at once, and so many a second from then on (a token bucket). An honest page never comes near. */
const LIMITS = { text: { burst: 700, rate: 40 }, bytes: { burst: 600, rate: 60 } };

/** Counts what the other page sends: a flood must not keep this page from answering. */
export class Allowance {
  #left;
  #limits;
  #now;
  #at;

  /** `kind` is "text" or "bytes"; `now` gives milliseconds. */
  constructor(kind, now = () => performance.now()) {
    this.#limits = LIMITS[kind];
    this.#left = this.#limits.burst;
    this.#now = now;
    this.#at = now();
  }

  /** Whether one more may be heard. */
  take() {
    const { burst, rate } = this.#limits;
    const now = this.#now();
    this.#left = Math.min(burst, this.#left + ((now - this.#at) * rate) / 1000);
    this.#at = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
