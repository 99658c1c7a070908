import { Acquaintance } from "./acquaintance.js";
import { Current } from "./current.js";
import { descriptionIn, namesIn } from "./sdp.js";

/**
 * Finds the other page through the signals and decides when a new peer connection, a round, is due. The instructor's
 * page makes rounds and numbers them; the learner's follows.
 *
 * Events: `peer` ({present}), `begun` (a round is being made), `round` ({round, fresh}: it is there; fresh when the
 * other's page is another one).
 */
export class Meeting extends EventTarget {
  role = null;
  isPresent = false;
  /** A client without a page's name has come anew: whether it is still the same, only silence can tell. */
  isDoubtful = false;
  #page;
  #post;
  #other = new Acquaintance();
  #current;

  /** `open(isMaker)` is as Current wants it; `post(data)` sends a signal. */
  constructor({ page, open, post }) {
    super();
    this.#page = page;
    this.#post = post;
    this.#current = new Current({ open: () => open(this.isMaker) });
    this.#current.addEventListener("begun", () => this.#tell("begun"));
    this.#current.addEventListener("used", () => this.#use());
  }

  get isMaker() {
    return this.role === "instructor";
  }

  get round() {
    return this.#current.round;
  }

  welcome({ you, peer_present: isPresent }) {
    this.role = you;
    this.present(isPresent === true);
    if (this.isPresent) this.meet();
  }

  present(isPresent) {
    if (this.isPresent === isPresent) return;
    this.isPresent = isPresent;
    this.#tell("peer", { present: isPresent });
  }

  /** Say that this page is here, and make what is missing for the two to meet. */
  meet() {
    this.hello();
    if (this.isMaker) this.#look({ hasCome: true });
  }

  hello = () => this.#post({ page: this.#page, hello: true });

  /** Follow a signal of the other page's; what cannot be one is dropped. */
  hear(data) {
    if (this.role === null || data === null || typeof data !== "object") return;
    const { page, number } = namesIn(data);
    if (this.#other.isPast(page, number)) return;
    this.present(true);
    if (this.isMaker) this.#hearAnswer(data, page, number);
    else this.#hearOffer(data, page, number);
  }

  /** Begin a new round; only the instructor's page can. */
  begin() {
    this.isDoubtful = false;
    if (this.isMaker) this.#current.begin((this.#current.number ?? 0) + 1, this.#other.page);
  }

  /** Let go of the present round. */
  drop() {
    this.isDoubtful = false;
    this.#current.drop();
  }

  #hearAnswer(data, page, number) {
    const present = this.#current.number;
    if (this.#other.meet(page, present)) this.begin();
    else if (data.hello === true) this.#look({ hasCome: false });
    else if (number === null || number === present) this.#current.give(data, this.#other.page, present);
  }

  #hearOffer(data, page, number) {
    const isKnown = page === this.#other.page;
    const isLate = isKnown && page !== null && number !== null && number < this.#current.number;
    if (data.hello === true) this.#hearHello(page);
    if (data.hello === true || isLate) return;
    const description = descriptionIn(data);
    const isPresent = isKnown && number === this.#current.number;
    if (description?.type === "offer" && (!isPresent || this.#current.isStrange(description))) {
      this.#other.become(page, this.#current.number);
      this.#current.begin(number, this.#other.page);
    }
    this.#current.give(data, page, number);
  }

  // The instructor's page has been loaded anew: it counts anew, and its offer is on its way.
  #hearHello(page) {
    if (!this.#other.meet(page, this.#current.number)) return;
    this.drop();
    this.#current.number = null;
  }

  #look({ hasCome }) {
    const { round } = this;
    const mayBeAnother = hasCome && !this.#other.page;
    if (this.#current.isOpening) return;
    if (!round) this.begin();
    else if (!round.isMet) round.repeat();
    else if (mayBeAnother && round.isUp) this.isDoubtful = true;
    else if (mayBeAnother) this.begin();
  }

  #use() {
    const { round, number } = this.#current;
    const name = number === null ? {} : { round: number };
    round.addEventListener("say", ({ detail }) => this.#post({ page: this.#page, ...name, ...detail }));
    this.#tell("round", { round: number, fresh: this.#other.takeNews() });
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
