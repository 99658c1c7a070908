/**
 * The way on for a learner whose instructor has vanished: leave, ask anew, and stand in front of the line. A press that
 * gets half way goes on from there at the next.
 */
export class AskAgain {
  #http;
  #data;
  #ending;
  #notices;
  #location;

  constructor({ http, data, ending, notices, location }) {
    this.#http = http;
    this.#data = data;
    this.#ending = ending;
    this.#notices = notices;
    this.#location = location;
    notices.on("ask-again", (button) => this.#go(button));
  }

  async #go(button) {
    button.disabled = true;
    try {
      if (await this.#ending.leave()) this.#location.assign(await this.#room());
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
