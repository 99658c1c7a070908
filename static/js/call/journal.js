import { Backoff } from "../lib/backoff.js";

/** At most so long after an edit, and so long after the last one, the server is told (milliseconds). */
const LATEST = 2000;
const PAUSE = 700;
/** The browser lets a page that is left send so much and no more. */
const KEEPALIVE_BYTES = 60_000;

/**
 * Keeps the corrections: in the tab's storage at once, at the server shortly after. `state` is saved, unsaved, saving or
 * offline (event `state`). One request at a time; what was written meanwhile goes with the next.
 */
export class Journal extends EventTarget {
  state = "saved";
  #options;
  #revision;
  #written = 0;
  #kept = 0;
  #pause = null;
  #latest = null;
  #sending = null;
  #stopped = false;

  /** `read()` gives `{content, state}`; `keep(state)` stores it in the tab; `revision` is the server's last. */
  constructor({ http, url, read, keep, revision = 0, backoff = new Backoff({ first: 1000, limit: 10_000 }), timers = globalThis,
    window = globalThis.window }) {
    super();
    this.#options = { http, url, read, keep, backoff, timers, window };
    this.#revision = revision;
    window.addEventListener("pagehide", this.#leave);
    window.document.addEventListener("visibilitychange", this.#hide);
  }

  /** Something was written. */
  edited() {
    if (this.#stopped) return;
    this.#written += 1;
    const { timers } = this.#options;
    timers.clearTimeout(this.#pause);
    this.#pause = timers.setTimeout(() => this.flush(), PAUSE);
    this.#latest ??= timers.setTimeout(() => this.flush(), LATEST);
    if (this.state === "saved") this.#become("unsaved");
  }

  /** Tell the server what stands now. Resolves when it knows, or could not be told. */
  async flush() {
    this.#rest();
    if (this.#stopped || this.#kept === this.#written) return;
    this.#sending ??= this.#send().finally(() => {
      this.#sending = null;
    });
    await this.#sending;
  }

  stop() {
    this.#stopped = true;
    this.#rest();
    const { window } = this.#options;
    window.removeEventListener("pagehide", this.#leave);
    window.document.removeEventListener("visibilitychange", this.#hide);
  }

  async #send() {
    const { http, url, read, keep, backoff } = this.#options;
    const written = this.#written;
    const body = read();
    keep(body.state);
    this.#become(this.state === "offline" ? "offline" : "saving");
    try {
      await http.post(url, { ...body, revision: this.#next() });
    } catch (error) {
      this.#refused(error);
      return;
    }
    this.#kept = written;
    backoff.reset();
    this.#become(this.#written === written ? "saved" : "unsaved");
    if (this.#written !== written) this.#again(PAUSE);
  }

  // Who may not write any more is told by the socket; an outage passes.
  #refused(error) {
    if (error.status === undefined) throw error;
    this.#become("offline");
    if (error.isPassing || error.status === 401 || error.status === 403) this.#again(this.#options.backoff.next());
  }

  #again(delay) {
    if (!this.#stopped) this.#latest = this.#options.timers.setTimeout(() => this.flush(), delay);
  }

  // Greater than what this page and any earlier one has sent.
  #next() {
    this.#revision = Math.max(this.#revision + 1, Date.now());
    return this.#revision;
  }

  #hide = () => {
    if (this.#options.window.document.visibilityState === "hidden") this.flush();
  };

  // The tab has the whole; the server gets what the browser still lets out.
  #leave = () => {
    if (this.#stopped || this.#kept === this.#written) return;
    const { http, url, read, keep } = this.#options;
    const body = read();
    keep(body.state);
    const revision = this.#next();
    if (JSON.stringify(body).length < KEEPALIVE_BYTES) http.post(url, { ...body, revision }, { keepalive: true }).catch(() => {});
  };

  #rest() {
    const { timers } = this.#options;
    timers.clearTimeout(this.#pause);
    timers.clearTimeout(this.#latest);
    this.#pause = this.#latest = null;
  }

  #become(state) {
    if (this.state === state) return;
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }
}
