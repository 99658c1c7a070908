export const BEAT_MS = 2000;
export const SILENCE_MS = 4000;

/** The heartbeat on the `control` link. Whatever the other says is a sign of life; `heard` is told for each. */
export class Beat extends EventTarget {
  #link;
  #timers;
  #now;
  #timer = null;
  #heardAt = null;

  constructor({ link, timers = globalThis, now = () => performance.now() }) {
    super();
    this.#link = link;
    this.#timers = timers;
    this.#now = now;
    link.addEventListener("open", () => this.#begin());
    link.addEventListener("message", () => {
      this.#heardAt = this.#now();
      this.dispatchEvent(new Event("heard"));
    });
    link.addEventListener("close", () => this.stop());
  }

  /** Nothing heard for too long. One who has not spoken yet is not silent: another client may have no beat. */
  get isSilent() {
    return this.#heardAt !== null && this.#now() - this.#heardAt > SILENCE_MS;
  }

  stop() {
    this.#timers.clearInterval(this.#timer);
    this.#timer = null;
    this.#heardAt = null;
  }

  #begin() {
    this.stop();
    this.#timer = this.#timers.setInterval(() => this.#say(), BEAT_MS);
    this.#say();
  }

  #say() {
    this.#link.send({ type: "beat" });
  }
}
