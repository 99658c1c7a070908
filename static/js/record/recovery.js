import { byTestId, clock, text } from "../lib/dom.js";

/** Answers of an earlier visit that were never saved, each to keep or to discard. */
export class Recovery {
  #list;
  #template;
  #on;
  #say;

  constructor(list, { template, on, say }) {
    this.#list = list;
    this.#template = template;
    this.#on = on;
    this.#say = say;
  }

  show(takes) {
    this.#list.replaceChildren(...takes.map((take) => this.#card(take)));
    this.#settle();
  }

  #card(stored) {
    const card = this.#template.content.firstElementChild.cloneNode(true);
    const { question, startedAt, elapsed } = stored;
    const { lang } = this.#list.ownerDocument.documentElement;
    const date = new Date(startedAt).toLocaleString(lang || undefined, { dateStyle: "long", timeStyle: "short" });
    text(card.querySelector("[data-about]"), this.#say("recovered_about", {
      topic: question.topic_name ?? question.topic, level: question.level, length: clock(elapsed), date,
    }));
    text(card.querySelector("[data-question]"), question.text);
    const act = async (name) => {
      for (const button of card.querySelectorAll("button")) button.disabled = true;
      await this.#on[name](stored);
      card.remove();
      this.#settle();
    };
    byTestId(card, "recover-keep").addEventListener("click", () => act("keep"));
    byTestId(card, "recover-discard").addEventListener("click", () => act("discard"));
    return card;
  }

  #settle() {
    this.#list.parentElement.hidden = this.#list.childElementCount === 0;
  }
}
