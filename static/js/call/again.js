/**
 * The way on for a learner whose instructor has vanished: leave, ask anew, and stand in front of the line. A press that
 * gets half way goes on from there at the next.
 */
export class AskAgain {
  #http;
  #data;
  #ending;
  #notices;
  #ends;

  constructor({ http, data, ending, notices, ends }) {
    this.#http = http;
    this.#data = data;
    this.#ending = ending;
    this.#notices = notices;
    this.#ends = ends;
    notices.on("ask-again", (button) => this.#go(button));
  }

  async #go(button) {
    button.disabled = true;
    try {
      await this.#ends.go(async () => ((await this.#ending.leave()) ? this.#room() : null));
    } finally {
      button.disabled = false;
    }
  }

  async #room() {
    try {
      const { room_url: room } = await this.#http.post(this.#data.urls.consults, { script: this.#data.script.id });
      return room;
    } catch (error) {
      if (error.status === undefined) throw error;
      this.#notices.set("refused", error.code !== "already_open");
      return this.#data.urls.list;
    }
  }
}
