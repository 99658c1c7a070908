/**
 * Sends things in their order, `burst` at once and `rate` a second after that: the server closes a socket that says more.
 * What `send` refuses is dropped.
 */
export class Pace {
  #send;
  #timers;
  #now;
  #burst;
  #rate;
  #left;
  #at;
  #queue = [];
  #timer = null;

  constructor({ send, timers = globalThis, now = Date.now, burst = 40, rate = 15 }) {
    this.#send = send;
    this.#timers = timers;
    this.#now = now;
    this.#burst = burst;
    this.#rate = rate;
    this.#left = burst;
    this.#at = now();
  }

  post(value) {
    this.#queue.push(value);
    if (this.#timer === null) this.#drain();
  }

  /** Forget what waits. */
  clear() {
    this.#queue = [];
    this.#timers.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #drain() {
    this.#timer = null;
    this.#refill();
    while (this.#queue.length && this.#left >= 1) {
      this.#left -= 1;
      this.#send(this.#queue.shift());
    }
    if (this.#queue.length) this.#timer = this.#timers.setTimeout(() => this.#drain(), 1000 / this.#rate);
  }

  #refill() {
    const at = this.#now();
    this.#left = Math.min(this.#burst, this.#left + (Math.max(0, at - this.#at) * this.#rate) / 1000);
    this.#at = at;
  }
}
