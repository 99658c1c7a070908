import { Backoff } from "../lib/backoff.js";

/**
 * Keeps scripts on a page up to date. The socket only hints: on each hint and each (re)connection the scripts are
 * fetched over HTTP. While the socket cannot be had, unsettled scripts are asked for with growing pauses instead.
 */
export class LiveScripts {
  #socket;
  #fetchScript;
  #watched;
  #unsettled;
  #onScript;
  #backoff;
  #timers;
  #timer = null;
  #stopped = false;

  /**
   * @param {EventTarget} socket a ReconnectingSocket, not opened yet
   * @param {(id: number) => Promise<object>} fetchScript rejects with an ApiError
   * @param {() => number[]} watched ids of the scripts that the page shows
   * @param {() => number[]} unsettled those of them whose recognition has not ended
   * @param {(script: object) => void} onScript called with each script that was fetched
   */
  constructor({ socket, fetchScript, watched, unsettled, onScript, backoff, timers = globalThis }) {
    this.#socket = socket;
    this.#fetchScript = fetchScript;
    this.#watched = watched;
    this.#unsettled = unsettled;
    this.#onScript = onScript;
    this.#backoff = backoff ?? new Backoff({ first: 2000, limit: 20_000 });
    this.#timers = timers;
  }

  start() {
    this.#socket.addEventListener("open", ({ detail }) => this.#connected(detail?.again));
    this.#socket.addEventListener("message", ({ detail }) => this.#hint(detail));
    this.#socket.addEventListener("gap", () => this.#refresh(this.#watched()));
    this.#socket.addEventListener("stale", () => this.#askLater());
    this.#socket.addEventListener("closed", () => this.stop());
    this.#socket.open();
  }

  /** Ask no more and close the socket. Safe to call twice. */
  stop() {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#rest();
    this.#socket.close();
  }

  // What was settled when the connection broke may have been edited or corrected meanwhile.
  #connected(again) {
    this.#rest();
    this.#backoff.reset();
    this.#refresh(again ? this.#watched() : this.#unsettled());
  }

  #hint(frame) {
    if (frame.type === "script.updated" && this.#watched().includes(frame.id)) this.#refresh([frame.id]);
  }

  // Each failed attempt of the socket comes here: a pause under way goes on, or none would ever end.
  #askLater() {
    if (this.#timer !== null || this.#stopped || !this.#unsettled().length) return;
    const timer = this.#timers.setTimeout(async () => {
      await this.#refresh(this.#unsettled());
      if (this.#timer !== timer) return;
      this.#timer = null;
      this.#askLater();
    }, this.#backoff.next());
    this.#timer = timer;
  }

  #rest() {
    this.#timers.clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #refresh(ids) {
    for (const id of ids) {
      try {
        this.#onScript(await this.#fetchScript(id));
      } catch (error) {
        // Lost requests are made up for: by the next connection, the next hint or the next pause.
        if (error.status === undefined) throw error;
      }
    }
  }
}
