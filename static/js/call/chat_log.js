const MESSAGES = 500;
/** The tab's storage is written at most so often (milliseconds). */
const LATER = 200;
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

function isBefore(one, other) {
  return one.at < other.at || (one.at === other.at && one.id < other.id);
}

/** What was said in a consult, in order and without doubles. The tab's storage keeps it over a reload. */
export class ChatLog {
  #storage;
  #key;
  #timers;
  #byId = new Map();
  #sorted = [];
  #timer = null;

  constructor({ storage, key, timers = globalThis }) {
    this.#storage = storage;
    this.#key = key;
    this.#timers = timers;
    for (const message of this.#read()) this.#place(message);
  }

  /** In order; not to be changed. */
  get messages() {
    return this.#sorted;
  }

  has(id) {
    return this.#byId.has(id);
  }

  /** Whether `message` is a new one. */
  add(message) {
    if (this.#byId.has(message.id)) return false;
    this.#place(message);
    for (const { id } of this.#sorted.splice(0, this.#sorted.length - MESSAGES)) this.#byId.delete(id);
    this.#timer ??= this.#timers.setTimeout(() => this.flush(), LATER);
    return this.#byId.has(message.id);
  }

  /** Keep now what would be kept in a moment: the page is being left. */
  flush() {
    this.#timers.clearTimeout(this.#timer);
    if (this.#timer !== null) this.#write();
    this.#timer = null;
  }

  forget() {
    this.#timers.clearTimeout(this.#timer);
    this.#timer = null;
    this.#byId.clear();
    this.#sorted = [];
    try {
      this.#storage.removeItem(this.#key);
    } catch {
      // Then it was never kept.
    }
  }

  // Nearly always at the end.
  #place(message) {
    let at = this.#sorted.length;
    while (at > 0 && isBefore(message, this.#sorted[at - 1])) at -= 1;
    this.#sorted = this.#sorted.toSpliced(at, 0, message);
    this.#byId.set(message.id, message);
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
