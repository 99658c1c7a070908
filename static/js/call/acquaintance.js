const REMEMBERED = 50;

/** Which page of the other person's this page talks to. A client without names for its pages is one page, without a name. */
export class Acquaintance {
  page = null;
  #past = new Map();
  #isNew = true;

  /** Said by a page that another one has taken the place of, before that happened: it is late. */
  isPast(page, number) {
    return this.#past.has(page) && !(number > this.#past.get(page));
  }

  /** Hear of `page` in round `number`; true when it is another one than the known one. */
  meet(page, number) {
    if (page === null || page === this.page) return false;
    const isAnother = this.page !== null;
    this.#take(page, number, isAnother);
    return isAnother;
  }

  /** The other is `page` now, whatever it was until round `number`. */
  become(page, number) {
    if (page !== this.page) this.#take(page, number, true);
  }

  /** Whether the other's page is another one than when this was asked before. */
  takeNews() {
    const isNew = this.#isNew;
    this.#isNew = false;
    return isNew;
  }

  #take(page, number, isAnother) {
    if (isAnother) this.#isNew = true;
    if (isAnother && this.page !== null) this.#past.set(this.page, number ?? 0);
    if (this.#past.size > REMEMBERED) this.#past.delete(this.#past.keys().next().value);
    this.page = page;
  }
}
