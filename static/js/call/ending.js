import { Backoff } from "../lib/backoff.js";

/** What may be wrong with the text itself, by the server's code. */
const OF_TEXT = { empty: "empty", text_too_long: "too_long" };

/**
 * The ways in which a person ends a consult. Storing goes on until the server has it: the corrections stay on the page
 * and are kept in the tab meanwhile.
 */
export class Ending {
  #http;
  #urls;
  #notices;
  #backoff;
  #timers;
  #isBusy = false;

  constructor({ http, urls, notices, backoff = new Backoff({ first: 1000, limit: 8000 }), timers = globalThis }) {
    this.#http = http;
    this.#urls = urls;
    this.#notices = notices;
    this.#backoff = backoff;
    this.#timers = timers;
  }

  /** Store `content` as the feedback. Resolves to it, or to null where the server will not have it (the notice says why). */
  async finish(content) {
    return this.#once(() => this.#persist(() => this.#http.post(this.#urls.finish, { content })));
  }

  /** End without feedback. Resolves to whether it is done. */
  async drop() {
    return Boolean(await this.#once(() => this.#try(() => this.#http.post(this.#urls.drop))));
  }

  /** Leave, as the learner. Resolves to whether it is done. */
  async leave() {
    return Boolean(await this.#once(() => this.#try(() => this.#http.post(this.#urls.leave))));
  }

  // A second press while the first is under way does nothing.
  async #once(act) {
    if (this.#isBusy) return null;
    this.#isBusy = true;
    for (const code of [...Object.values(OF_TEXT), "refused"]) this.#notices.set(code, false);
    try {
      return await act();
    } finally {
      this.#isBusy = false;
      this.#notices.set("saving", false);
      this.#notices.set("not_saved", false);
    }
  }

  async #persist(send) {
    this.#notices.set("saving", true);
    for (;;) {
      try {
        return await send();
      } catch (error) {
        if (!error.isPassing) return this.#refuse(error);
        this.#notices.set("not_saved", true);
        await new Promise((resolve) => this.#timers.setTimeout(resolve, this.#backoff.next()));
      }
    }
  }

  async #try(send) {
    try {
      return await send();
    } catch (error) {
      // Over already is what was wanted.
      return error.code === "room_closed" ? {} : this.#refuse(error);
    }
  }

  #refuse({ status, code }) {
    const known = { 401: "logged_out", 403: "not_yours" }[status] ?? OF_TEXT[code] ?? "refused";
    this.#notices.set(known, true);
    return null;
  }
}
