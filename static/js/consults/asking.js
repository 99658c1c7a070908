/** Asks for a consult on a script. One request at a time, however often it is pressed. */
export class Asking {
  #http;
  #urls;
  #underWay = false;

  /** @param {{consults: string, rooms: string}} urls where to ask, and the address of a room with `{id}` */
  constructor(http, urls) {
    this.#http = http;
    this.#urls = urls;
  }

  /**
   * `{room}`: it is asked for, go there. `{elsewhere}`: another consult is open, there. `{error}`: an ApiError.
   * Null while an earlier press is under way.
   */
  async ask(script) {
    if (this.#underWay) return null;
    this.#underWay = true;
    try {
      const consult = await this.#http.post(this.#urls.consults, { script });
      return { room: consult.room_url };
    } catch (error) {
      if (error.code === "already_open") return await this.#existing(script, error);
      return { error };
    } finally {
      this.#underWay = false;
    }
  }

  // The request of a press whose answer was lost has been made all the same: its room is what was asked for.
  async #existing(script, error) {
    if (!error.id) return { error };
    const room = this.#urls.rooms.replace("{id}", error.id);
    const open = await this.#http.get(`${this.#urls.consults}${error.id}/`).catch(() => null);
    return open?.script.id === script ? { room } : { elsewhere: room };
  }
}
