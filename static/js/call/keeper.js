import { SILENCE_MS } from "./beat.js";

export const LOOK_MS = 500;
export const RESTART_MS = { instructor: 3000, learner: 5000 };
export const RENEW_MS = 15_000;
export const FAIL_MS = 60_000;
export { SILENCE_MS };

/**
 * Keeps the two together: watches the round and says when to try something. It never gives up; `failed` says only that
 * trying has been in vain for long.
 *
 * Events: `state`, `restart` (ICE is to be restarted, or the other asked for a round), `renew` (a new round is due).
 */
export class Keeper extends EventTarget {
  state = "idle";
  #meeting;
  #signal;
  #beat;
  #timers;
  #now;
  #timer = null;
  #hasMet = false;
  #began = -Infinity;
  #troubled = null;
  #together = null;
  #tried = -Infinity;

  constructor({ meeting, signal, beat, timers, now }) {
    super();
    Object.assign(this, { isEnded: false });
    this.#meeting = meeting;
    this.#signal = signal;
    this.#beat = beat;
    this.#timers = timers;
    this.#now = now;
  }

  start() {
    this.#timer = this.#timers.setInterval(() => this.look(), LOOK_MS);
    this.look();
  }

  stop() {
    this.#timers.clearInterval(this.#timer);
    this.isEnded = true;
    this.#become("ended");
  }

  /** A round has begun: give it time. */
  begun() {
    this.#began = this.#tried = this.#now();
    this.look();
  }

  look() {
    if (this.isEnded || this.#timer === null) return;
    const now = this.#now();
    const isTogether = this.#signal.isOpen && this.#meeting.isPresent;
    this.#together = isTogether ? (this.#together ?? now) : null;
    const { round } = this.#meeting;
    if (round?.isUp && !round.isTroubled && !this.#beat.isSilent) this.#well();
    else this.#try(now);
  }

  #well() {
    this.#hasMet = true;
    this.#troubled = null;
    this.#become("connected");
  }

  #try(now) {
    if (this.#troubled === null) {
      this.#troubled = now;
      // The learner's page lets the other go first: two restarts at once only cost time.
      if (this.#hasMet) this.#tried = this.#meeting.isMaker ? -Infinity : now;
    }
    const stuck = this.#together === null ? 0 : now - Math.max(this.#troubled, this.#together);
    if (stuck >= FAIL_MS) this.#become("failed");
    else this.#become(this.#hasMet ? "reconnecting" : "connecting");
    if (this.#signal.isOpen) this.#act(now);
  }

  #act(now) {
    const { round, isMaker, isDoubtful, role } = this.#meeting;
    const waited = now - Math.max(this.#began, this.#troubled, this.#together ?? now);
    const isDue = now - this.#tried >= RESTART_MS[role];
    if (isMaker && this.#together !== null && (isDoubtful || waited >= RENEW_MS || (!round && isDue))) this.#tell("renew");
    else if (isDue && this.#mayRestart(round)) {
      this.#tried = now;
      this.#tell("restart");
    }
  }

  // A round that has never been up may need longer than a restart would leave it.
  #mayRestart(round) {
    return !round || round.hasBeenUp || round.isTroubled || !round.isMet;
  }

  #become(state) {
    if (this.state === state) return;
    this.state = state;
    this.#tell("state");
  }

  #tell(type) {
    this.dispatchEvent(new Event(type));
  }
}
