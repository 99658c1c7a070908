/**
 * Waiting times in milliseconds that double from `first` to `limit`. Each is drawn from the upper half of its step,
 * so that clients which lost the server together do not come back together.
 */
export class Backoff {
  #first;
  #limit;
  #random;
  #attempts = 0;

  constructor({ first = 500, limit = 8000, random = Math.random } = {}) {
    this.#first = first;
    this.#limit = limit;
    this.#random = random;
  }

  next() {
    const step = Math.min(this.#limit, this.#first * 2 ** this.#attempts);
    this.#attempts += 1;
    return step * (0.5 + this.#random() / 2);
  }

  /** The longest step: for an answer that asks to slow down. */
  longest() {
    return this.#limit;
  }

  reset() {
    this.#attempts = 0;
  }
}
