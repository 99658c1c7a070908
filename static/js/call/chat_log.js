const MESSAGES = 500;
export const TEXT_LENGTH = 2000;
const ROLES = new Set(["learner", "instructor"]);
const WORD = /^[\w-]{1,64}$/;

/** `value` as a message, or null for anything that is none. */
export function messageIn(value, from = value?.from) {
  const { id, at, text } = value ?? {};
  const isOne = typeof id === "string" && WORD.test(id) && ROLES.has(from) && Number.isSafeInteger(at) && Math.abs(at) < 8.64e15
    && typeof text === "string" && text.trim() !== "" && text.length <= TEXT_LENGTH;
  return isOne ? { id, at, from, text } : null;
}

/** What was said in a consult, in order and without doubles. The tab's storage keeps it over a reload. */
export class ChatLog {
  #storage;
  #key;
  #byId = new Map();

  constructor({ storage, key }) {
    this.#storage = storage;
    this.#key = key;
    for (const message of this.#read()) this.#byId.set(message.id, message);
  }

  get messages() {
    return [...this.#byId.values()].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  }

  has(id) {
    return this.#byId.has(id);
  }

  /** Whether `message` is a new one. */
  add(message) {
    if (this.#byId.has(message.id)) return false;
    this.#byId.set(message.id, message);
    for (const { id } of this.messages.slice(0, -MESSAGES)) this.#byId.delete(id);
    this.#write();
    return this.#byId.has(message.id);
  }

  forget() {
    this.#byId.clear();
    try {
      this.#storage.removeItem(this.#key);
    } catch {
      // Then it was never kept.
    }
  }

  #read() {
    try {
      const kept = JSON.parse(this.#storage.getItem(this.#key) ?? "[]");
      return kept.map((value) => messageIn(value)).filter(Boolean).slice(-MESSAGES);
    } catch {
      return [];
    }
  }

  #write() {
    try {
      this.#storage.setItem(this.#key, JSON.stringify(this.messages));
    } catch {
      // Full or forbidden: the page still has it.
    }
  }
}
