import { setState, text } from "../lib/dom.js";
import { onlineWords } from "./words.js";

/** The signs of the dashboard around its rows: connection, numbers, news, the own consult. */
export class Desk {
  #root;
  #document;
  #say;
  #language;
  #title;

  constructor(root, { say, language }) {
    this.#root = root;
    this.#document = root.ownerDocument;
    this.#say = say;
    this.#language = language;
    this.#title = this.#document.title;
  }

  /** connecting, live, lost or ended. */
  showConnection(state) {
    this.#root.dataset.connection = state;
  }

  showOnline(count) {
    text(this.#part("online"), onlineWords(this.#say, count));
  }

  /** Once the line is known: how many wait. */
  showCount(count) {
    this.#part("loading").hidden = true;
    this.#root.querySelector('[data-testid="queue"]').setAttribute("aria-busy", "false");
    this.#part("empty").hidden = count > 0;
    const badge = this.#part("count");
    badge.hidden = !count;
    text(badge, String(count));
    this.#document.title = count ? `(${count}) ${this.#title}` : this.#title;
  }

  /** Read out by screen readers, when they have nothing else to say. */
  tell(sentence) {
    text(this.#part("news"), sentence);
  }

  /** The consult that is open, or null. */
  showOwn(consult) {
    const card = this.#part("own");
    card.hidden = !consult;
    if (!consult) return;
    setState(card, consult.state);
    text(this.#part("own-name"), consult.learner.nickname);
    text(this.#part("own-topic"), consult.script.topic_names[this.#language] ?? consult.script.topic_name);
    this.#part("own-link").href = consult.room_url;
  }

  focusOwn() {
    this.#part("own-link").focus();
  }

  #part(name) {
    return this.#root.querySelector(`[data-${name}]`);
  }
}
