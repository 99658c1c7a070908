import { Backoff } from "../lib/backoff.js";

const OPEN = new Set(["waiting", "matched", "in_progress"]);
/** Hints that only move the place come to everybody in line at once: they are not to fetch at once. */
const CALM_MS = 2000;

/** Whether a consult is not over. */
export function isOpen(consult) {
  return OPEN.has(consult?.state);
}

/**
 * Keeps one consult up to date. The socket hints; on each connection and on a new state it is fetched over HTTP, and
 * while the socket cannot be had, with growing pauses.
 *
 * Events: `change` (detail: the consult as the API gives it, or null when it is gone), `link` (detail: open, lost, ended).
 */
export class ConsultWatch extends EventTarget {
  #options;
  #id;
  #timer = null;
  #calm = null;
  #latest = null;
  #stopped = false;

  /**
   * @param {EventTarget} socket a share of /ws/me/, not opened yet
   * @param {() => Promise<object>} fetchConsult rejects with an ApiError
   */
  constructor(id, { socket, fetchConsult, backoff, timers = globalThis, random = Math.random }) {
    super();
    this.#id = id;
    this.#options = { socket, fetchConsult, timers, random, backoff: backoff ?? new Backoff({ first: 3000, limit: 20_000 }) };
  }

  start() {
    const { socket } = this.#options;
    socket.addEventListener("open", () => this.#connected());
    socket.addEventListener("message", ({ detail }) => this.#hint(detail));
    socket.addEventListener("gap", () => this.refresh());
    socket.addEventListener("stale", () => this.#lost());
    socket.addEventListener("closed", () => this.#ended());
    socket.open();
  }

  /** Ask no more. Safe to call twice. */
  stop() {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#rest();
    this.#options.timers.clearTimeout(this.#calm);
    this.#options.socket.close();
  }

  /** Fetch now. A request that fails is made up for by the next connection or pause. */
  async refresh() {
    try {
      this.#show(await this.#options.fetchConsult());
    } catch (error) {
      if (error.status === 404) this.#show(null);
      else if (error.status === undefined) throw error;
    }
  }

  #connected() {
    this.#rest();
    this.#options.backoff.reset();
    this.#tell("link", "open");
    this.refresh();
  }

  #hint({ type, id, state, position }) {
    if (type !== "consult.updated" || id !== this.#id) return;
    const { timers, random } = this.#options;
    if (!this.#latest || state !== this.#latest.state) {
      this.refresh();
      return;
    }
    if (Number.isInteger(position)) this.#show({ ...this.#latest, position });
    timers.clearTimeout(this.#calm);
    this.#calm = timers.setTimeout(() => this.refresh(), CALM_MS * random());
  }

  #lost() {
    this.#tell("link", "lost");
    this.#askLater();
  }

  #ended() {
    if (!this.#stopped) this.#tell("link", "ended");
    this.stop();
  }

  #askLater() {
    if (this.#timer !== null || this.#stopped) return;
    const timer = this.#options.timers.setTimeout(async () => {
      await this.refresh();
      if (this.#timer !== timer) return;
      this.#timer = null;
      this.#askLater();
    }, this.#options.backoff.next());
    this.#timer = timer;
  }

  #rest() {
    this.#options.timers.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #show(consult) {
    if (this.#stopped) return;
    this.#latest = consult;
    this.#tell("change", consult);
    if (!isOpen(consult)) this.stop();
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
