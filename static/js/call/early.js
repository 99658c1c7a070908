const KEPT = 100;

/** Signals for a round that is not there yet: they may come before its offer, or while it is being made. */
export class Early {
  #kept = [];

  keep(signal) {
    if (this.#kept.length < KEPT) this.#kept.push(signal);
  }

  /** The data of those for that round of that page, in order. All others are late for good. */
  take(page, number) {
    return this.#kept.splice(0).filter((kept) => kept.page === page && kept.number === number).map(({ data }) => data);
  }
}
