import { Early } from "./early.js";
import { fingerprintOf } from "./sdp.js";

/** The present round: at most one, made while the signals for it already come in. `begun` and `used` are told as events. */
export class Current extends EventTarget {
  /** The Round; null before the first and while one is being made. */
  round = null;
  /** Its number; null when its maker counts none. */
  number = null;
  isOpening = false;
  #open;
  #early = new Early();
  #turn = 0;

  /** `open()` promises a function that makes a Round, or null: one that is late must not even be made. */
  constructor({ open }) {
    super();
    this.#open = open;
  }

  /** Begin round `number` with the other's `page`, in the place of the present one. */
  async begin(number, page) {
    this.drop();
    const turn = this.#turn;
    this.number = number;
    this.isOpening = true;
    this.dispatchEvent(new Event("begun"));
    const make = await this.#open();
    if (turn !== this.#turn) return;
    this.isOpening = false;
    const round = make();
    if (round) this.#use(round, page);
  }

  drop() {
    this.#turn += 1;
    this.isOpening = false;
    const { round } = this;
    this.round = null;
    round?.close();
  }

  /** Hand `data` of `page` to the round `number`: now, or when it is there. */
  give(data, page, number) {
    if (this.round && number === this.number) this.round.hear(data);
    else this.#early.keep({ data, page, number });
  }

  /** Whether `offer` is of another peer connection than the present one, though it has no other name. */
  isStrange(offer) {
    if (!this.round) return !this.isOpening;
    return !["", fingerprintOf(offer)].includes(this.round.fingerprint);
  }

  #use(round, page) {
    this.round = round;
    this.dispatchEvent(new Event("used"));
    for (const data of this.#early.take(page, this.number)) round.hear(data);
  }
}
