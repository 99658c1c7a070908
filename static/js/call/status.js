/** How long the other may be away, in milliseconds, before another way on is offered. */
const LONG = 30_000;

/**
 * The sentence for what a person sees while the picture is not there; empty while all is well, and at the end: only the
 * bar above knows whether the call is over or goes on in another tab.
 */
export function sentenceFor({ state, isPresent, hasMet }) {
  if (state === "connected" || state === "ended") return "";
  if (state === "failed") return state;
  if (!isPresent) return hasMet ? "away" : "waiting";
  return state === "reconnecting" ? "reconnecting" : "connecting";
}

/** Follows connection and presence, and says both on the page. `gone` is called when the other has been away for long, and when not any more. */
export class Status {
  #say;
  #stage;
  #live;
  #gone;
  #timers;
  #timer = null;
  #now = { state: "idle", isPresent: false, hasMet: false };

  /** `live` is the line that screen readers read out. */
  constructor({ say, stage, live, gone = () => {}, timers = globalThis }) {
    this.#say = say;
    this.#stage = stage;
    this.#live = live;
    this.#gone = gone;
    this.#timers = timers;
    this.#show();
  }

  set({ state = this.#now.state, isPresent = this.#now.isPresent }) {
    const before = this.#now;
    const hasMet = before.hasMet || state === "connected";
    this.#now = { state, isPresent, hasMet };
    this.#show();
    const news = state === "connected" ? state : sentenceFor(this.#now);
    if (before.state !== state) this.#live.textContent = news && this.#say(news);
    this.#watch();
  }

  close() {
    this.#timers.clearTimeout(this.#timer);
  }

  #show() {
    const code = sentenceFor(this.#now);
    const busy = !["", "failed"].includes(code);
    this.#stage.say(code ? this.#say(code) : "", { busy });
    this.#stage.isHere = this.#now.state === "connected";
  }

  #watch() {
    const isGone = !this.#now.isPresent && this.#now.state !== "connected" && this.#now.state !== "ended";
    if (isGone && this.#timer === null) this.#timer = this.#timers.setTimeout(() => this.#gone(true), LONG);
    if (isGone || this.#timer === null) return;
    this.#timers.clearTimeout(this.#timer);
    this.#timer = null;
    this.#gone(false);
  }
}
