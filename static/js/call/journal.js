import { Backoff } from "../lib/backoff.js";

/** So long after an edit at the latest, and so long after the last one, the server is told (milliseconds). */
const LATEST = 2000;
const PAUSE = 700;
/** The browser lets a page that is left send so much and no more. */
const KEEPALIVE_BYTES = 60_000;

/**
 * Keeps the corrections at the server. `state` is saved, unsaved, saving, offline or refused (event `state`). One request
 * at a time; what was written meanwhile goes with the next.
 */
export class Journal extends EventTarget {
  state = "saved";
  #options;
  #revision;
  #written = 0;
  #told = 0;
  #left = 0;
  #pause = null;
  #latest = null;
  #retry = null;
  #sending = null;
  #stopped = false;

  /** `read()` gives `{content, state}`; `revision` is the server's last. */
  constructor({ http, url, read, revision = 0, backoff = new Backoff({ first: 1000, limit: 10_000 }), timers = globalThis,
    now = Date.now, window = globalThis.window }) {
    super();
    this.#options = { http, url, read, backoff, timers, now, window };
    this.#revision = revision;
    window.addEventListener("pagehide", this.#leave);
    window.document.addEventListener("visibilitychange", this.#hide);
  }

  /** Something was written. */
  edited() {
    if (this.#stopped) return;
    this.#written += 1;
    if (this.state === "saved" || this.state === "refused") this.#become("unsaved");
    // While the server is away it is asked in its time, not at every key.
    if (this.#retry === null) this.#plan();
  }

  /** Tell the server what stands now. Resolves when it knows, or could not be told. */
  async flush({ last = false } = {}) {
    this.#rest();
    if (this.#stopped || this.#told === this.#written) return;
    this.#sending ??= this.#send(last).finally(() => (this.#sending = null));
    await this.#sending;
  }

  stop() {
    this.#stopped = true;
    this.#rest();
    const { window } = this.#options;
    window.removeEventListener("pagehide", this.#leave);
    window.document.removeEventListener("visibilitychange", this.#hide);
  }

  async #send(last) {
    const written = this.#written;
    this.#become(this.state === "offline" ? "offline" : "saving");
    try {
      await this.#post(last);
    } catch (error) {
      return this.#refused(error, written);
    }
    this.#told = written;
    this.#options.backoff.reset();
    this.#become(this.#told === this.#written ? "saved" : "unsaved");
    if (this.state === "unsaved" && !this.#stopped) this.#plan();
  }

  // What is sent as `last` goes on when the page is gone before the answer.
  #post(last) {
    const { http, url, read } = this.#options;
    const body = { ...read(), revision: this.#next() };
    const keepalive = last && new TextEncoder().encode(JSON.stringify(body)).length < KEEPALIVE_BYTES;
    return http.post(url, body, { keepalive });
  }

  // An outage passes, and a person may log in again; what the server will not have, it will not have later.
  #refused(error, written) {
    if (error.status === undefined) throw error;
    this.#rest();
    const mayPass = error.isPassing || error.status === 401 || error.status === 403;
    this.#become(mayPass ? "offline" : "refused");
    const { timers, backoff } = this.#options;
    if (this.#stopped) return;
    if (mayPass) this.#retry = timers.setTimeout(() => this.flush(), backoff.next());
    else if (this.#written !== written) this.#plan();
  }

  #plan() {
    const { timers } = this.#options;
    timers.clearTimeout(this.#pause);
    this.#pause = timers.setTimeout(() => this.flush(), PAUSE);
    this.#latest ??= timers.setTimeout(() => this.flush(), LATEST);
  }

  // Greater than what this page and any earlier one has sent, whatever the clock does.
  #next() {
    return (this.#revision = Math.max(this.#revision + 1, this.#options.now()));
  }

  #hide = () => {
    const isHidden = this.#options.window.document.visibilityState === "hidden";
    if (isHidden && this.#left !== this.#written) this.flush({ last: true });
  };

  // No time to wait for a request that is under way: the greater revision wins.
  #leave = () => {
    if (this.#stopped || this.#told === this.#written) return;
    this.#left = this.#written;
    this.#post(true).catch(() => {});
  };

  #rest() {
    const { timers } = this.#options;
    for (const timer of [this.#pause, this.#latest, this.#retry]) timers.clearTimeout(timer);
    this.#pause = this.#latest = this.#retry = null;
  }

  #become(state) {
    if (this.state === state) return;
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }
}
