import { TEXT_LENGTH, messageIn } from "./chat_log.js";

/** As many ids as a message holds. What is sent twice because of it is dropped there. */
const IDS = 200;

/**
 * The chat over the link `chat`. What is said while there is no connection is delivered when there is one.
 * Event: `message` (a message {id, at, from, text} that was not there before, one's own too).
 */
export class Chat extends EventTarget {
  #link;
  #log;
  #role;
  #now;
  #id;
  #takesBack = false;

  constructor({ link, log, role, now = Date.now, id = () => crypto.randomUUID() }) {
    super();
    this.#link = link;
    this.#log = log;
    this.#role = role;
    this.#now = now;
    this.#id = id;
    link.addEventListener("open", () => this.#compare());
    link.addEventListener("message", ({ detail }) => this.#hear(detail));
    if (link.isOpen) this.#compare();
  }

  get messages() {
    return this.#log.messages;
  }

  /** Whether what is said reaches the other at once. */
  get isOpen() {
    return this.#link.isOpen;
  }

  /** Say `text`: the message, or null for nothing. Throws RangeError for more than 2,000 characters. */
  say(text) {
    const plain = text.trim();
    if (!plain) return null;
    if (plain.length > TEXT_LENGTH) throw new RangeError("more than a message may hold");
    const message = { id: this.#id(), at: this.#now(), from: this.#role, text: plain };
    this.#take(message);
    this.#send(message);
    return message;
  }

  get #otherRole() {
    return this.#role === "learner" ? "instructor" : "learner";
  }

  // Only one who has lost everything takes the other's word for what they said themselves.
  #compare() {
    this.#takesBack = this.messages.length === 0;
    this.#link.send({ type: "have", ids: this.messages.map(({ id }) => id).slice(-IDS) });
  }

  #hear(detail) {
    if (detail.type === "say") this.#take(messageIn(detail, this.#otherRole));
    else if (detail.type === "have" && Array.isArray(detail.ids)) this.#deliver(new Set(detail.ids));
    else if (detail.type === "yours" && this.#takesBack && Array.isArray(detail.messages)) {
      for (const value of detail.messages) this.#take(messageIn(value, this.#role));
    }
  }

  #deliver(known) {
    const missing = this.messages.filter(({ id }) => !known.has(id));
    for (const message of missing.filter(({ from }) => from === this.#role)) this.#send(message);
    if (known.size > 0) return;
    for (const { id, at, text } of missing.filter(({ from }) => from !== this.#role)) {
      this.#link.send({ type: "yours", messages: [{ id, at, text }] });
    }
  }

  #send({ id, at, text }) {
    this.#link.send({ type: "say", id, at, text });
  }

  #take(message) {
    if (message && this.#log.add(message)) this.dispatchEvent(new CustomEvent("message", { detail: message }));
  }
}
