import { needsLogin, uploadSentence } from "./upload_words.js";

/**
 * The last step: the take is heard again, and saved. The take leaves this device only when the server has acknowledged
 * its script, or when it is recorded again.
 */
export class Reviewing {
  #parts;
  #views;
  #go;
  #take = null;

  /** `parts`: uploader, say, window, config. `go` changes the page's state. */
  constructor(parts, views, go) {
    this.#parts = parts;
    this.#views = views;
    this.#go = go;
    parts.uploader.addEventListener("state", (event) => this.#tell(event.detail));
    parts.uploader.addEventListener("progress", (event) => (views.review.progress = event.detail));
  }

  show(take) {
    this.#take = take;
    this.#views.panel.close();
    this.#views.card.reveal();
    this.#views.review.show(take);
    this.#go("reviewing");
  }

  /** The answer that was rejected in favour of a new one. */
  async forget() {
    const take = this.#take;
    this.#take = null;
    await take?.discard();
  }

  async save() {
    const { uploader, window, config } = this.#parts;
    this.#go("saving");
    let script;
    try {
      script = await uploader.save(this.#take);
    } catch {
      this.#go("reviewing"); // the uploader's state has told why
      return;
    }
    await this.#take.discard();
    this.#go("saved");
    window.location.assign(config.urls.script_page.replace("{id}", script.id));
  }

  #tell(detail) {
    const { say, window } = this.#parts;
    const sentence = uploadSentence(detail, { say, isOnline: window.navigator.onLine });
    this.#views.review.upload({ state: detail.state, sentence, offersLogin: needsLogin(detail) });
  }
}
