import { byTestId, text } from "../lib/dom.js";
import { TEXT_LENGTH } from "./chat_log.js";

const NEAR_END = 40;

/** The chat on the page. Text goes in as text; Enter sends, Shift+Enter begins a line, and never in the midst of composing Hangul. */
export class ChatPanel {
  #root;
  #chat;
  #role;
  #log;
  #input;
  #template;
  #unread = 0;
  #shown = new Map();

  /** `root` is the whole call; `notice` is told the code of what the sender should know. */
  constructor(root, { chat, role, notice }) {
    this.#root = root;
    this.#chat = chat;
    this.#role = role;
    this.#log = byTestId(root, "chat-log");
    this.#input = byTestId(root, "chat-input");
    this.#template = root.ownerDocument.getElementById("chat-message");
    const form = root.querySelector("[data-chat-form]");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send(notice);
    });
    this.#input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      form.requestSubmit();
    });
    root.querySelector("[data-chat-key]").addEventListener("click", () => this.#toggle());
    chat.addEventListener("message", ({ detail }) => this.#show(detail));
    for (const message of chat.messages) this.#show(message);
    this.#count(0);
  }

  close() {
    this.#input.disabled = true;
    byTestId(this.#root, "chat-send").disabled = true;
  }

  #send(notice) {
    const { value } = this.#input;
    const message = this.#chat.say(value.slice(0, TEXT_LENGTH));
    // What is too long for one message stays, for the next.
    this.#input.value = value.slice(TEXT_LENGTH);
    if (message && !this.#chat.isOpen) notice("chat_unsent");
  }

  get #isSeen() {
    return this.#root.dataset.panel === "chat" || getComputedStyle(this.#root.querySelector(".room-chat")).position !== "fixed";
  }

  #show(message) {
    if (this.#shown.has(message.id)) return;
    const nearEnd = this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < NEAR_END;
    const item = this.#template.content.firstElementChild.cloneNode(true);
    const isMine = message.from === this.#role;
    item.classList.toggle("is-mine", isMine);
    text(item.querySelector("[data-text]"), message.text);
    const time = item.querySelector("time");
    const at = new Date(message.at);
    time.dateTime = at.toISOString();
    text(time, at.toLocaleTimeString(this.#root.ownerDocument.documentElement.lang, { hour: "numeric", minute: "2-digit" }));
    this.#place(item, message);
    this.#dropForgotten();
    if (nearEnd || isMine) this.#log.scrollTop = this.#log.scrollHeight;
    if (!isMine && !this.#isSeen) this.#count(this.#unread + 1);
  }

  // What was said during an outage stands where it was said.
  #place(item, message) {
    const later = this.#chat.messages.slice(this.#chat.messages.findIndex(({ id }) => id === message.id) + 1);
    const next = later.map(({ id }) => this.#shown.get(id)).find(Boolean) ?? null;
    this.#log.insertBefore(item, next);
    this.#shown.set(message.id, item);
  }

  // The log forgets the oldest: what a flood of messages leaves on the page is bounded too.
  #dropForgotten() {
    const { messages } = this.#chat;
    if (this.#shown.size <= messages.length) return;
    const kept = new Set(messages.map(({ id }) => id));
    for (const [id, item] of this.#shown) {
      if (kept.has(id)) continue;
      item.remove();
      this.#shown.delete(id);
    }
  }

  #toggle() {
    const isOpen = this.#root.dataset.panel === "chat";
    this.#root.dataset.panel = isOpen ? "script" : "chat";
    this.#root.querySelector("[data-chat-key]").setAttribute("aria-pressed", String(!isOpen));
    if (isOpen) return;
    this.#count(0);
    this.#log.scrollTop = this.#log.scrollHeight;
    this.#input.focus();
  }

  #count(number) {
    this.#unread = number;
    const sign = this.#root.querySelector("[data-unread]");
    sign.hidden = number === 0;
    text(sign, String(number));
  }
}
