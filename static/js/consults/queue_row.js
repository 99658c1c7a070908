import { byTestId, clock, text } from "../lib/dom.js";
import { waitedWords } from "./words.js";

/** One row of the line, made from the page's `<template>`. Nothing of a learner's is ever markup. */
export class QueueRow {
  element;
  consult;
  /** What a screen reader is told of it. */
  news;

  constructor(template, consult, { say, language }) {
    this.consult = consult;
    this.element = template.content.firstElementChild.cloneNode(true);
    this.element.dataset.id = consult.id;
    this.say = say;
    const { script, learner } = consult;
    const topic = script.topic_names[language] ?? script.topic_name;
    this.#part("picture").src = script.picture;
    this.#fill({ level: script.level, topic, nickname: learner.nickname, question: script.question, text: script.text });
    this.#part("level").classList.add(`level-${script.level}`);
    text(this.#part("clock"), clock(script.duration));
    text(this.#part("words"), say("words", { count: script.text.split(/\s+/).filter(Boolean).length }));
    this.#part("waited").dateTime = consult.created_at;
    this.listen.setAttribute("aria-label", say("listen", { name: learner.nickname }));
    this.claim.setAttribute("aria-label", say("take", { name: learner.nickname }));
    this.news = say("new", { name: learner.nickname, topic, level: script.level });
    this.element.setAttribute("aria-label", this.news);
  }

  get listen() {
    return byTestId(this.element, "listen");
  }

  get claim() {
    return byTestId(this.element, "claim");
  }

  tick(now) {
    text(this.#part("waited"), waitedWords(this.say, now - Date.parse(this.consult.created_at)));
  }

  /** `played` from 0 to 1; null while nothing is heard. */
  showSound(playing, played) {
    this.listen.setAttribute("aria-pressed", String(playing));
    const bar = this.#part("progress");
    bar.hidden = played === null;
    if (played !== null) bar.value = played;
  }

  showPending(isPending) {
    this.element.dataset.state = isPending ? "taking" : "waiting";
    this.claim.disabled = isPending;
  }

  #part(name) {
    return this.element.querySelector(`[data-${name}]`);
  }

  #fill(parts) {
    for (const [name, value] of Object.entries(parts)) text(this.#part(name), value);
  }
}
