/** Codes that say that the request itself is gone. */
const GONE = new Set(["already_claimed", "not_waiting", "learner_left", "own_script", "not_found"]);

/**
 * Takes a request, one at a time. `onWin(room)`, `onGone(id, sentence)`: it is somebody else's or nobody's,
 * `onBusy(error)`: another consult is open, `onFault(error)`: it may be tried again.
 */
export class Claiming {
  #http;
  #tell;
  #address;
  #underWay = null;

  constructor(http, { address, onWin, onGone, onBusy, onFault }) {
    this.#http = http;
    this.#address = address;
    this.#tell = { onWin, onGone, onBusy, onFault };
  }

  /** Resolves to whether it was won. A second press while one is under way does nothing. */
  async take(row) {
    if (this.#underWay) return false;
    const { id } = row.consult;
    this.#underWay = id;
    row.showPending(true);
    try {
      const consult = await this.#http.post(`${this.#address}${id}/claim/`);
      this.#tell.onWin(consult.room_url);
      return true; // the row stays as it is: the page is leaving
    } catch (error) {
      row.showPending(false);
      this.#refused(id, error);
      return false;
    } finally {
      this.#underWay = null;
    }
  }

  #refused(id, error) {
    if (error.status === undefined) throw error;
    // A server that is busy says so too, with another status.
    if (error.status === 409 && error.code === "busy") this.#tell.onBusy(error);
    else if (error.status === 404 || GONE.has(error.code)) this.#tell.onGone(id, error.detail);
    else this.#tell.onFault(error);
  }
}
