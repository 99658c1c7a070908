import { QueueRow } from "./queue_row.js";

/**
 * The rows of the line. A row that stays is not touched: what is open in it, plays or has the focus goes on. When the
 * row with the focus vanishes, the next one has it.
 */
export class QueueList {
  rows = new Map();
  #list;
  #make;
  #now;

  /** @param {() => number} now the server's time in milliseconds */
  constructor(list, template, { say, language, now }) {
    this.#list = list;
    this.#make = (consult) => new QueueRow(template, consult, { say, language });
    this.#now = now;
    list.addEventListener("keydown", (event) => this.#key(event));
  }

  show(line) {
    const wanted = new Set(line.map(({ id }) => id));
    for (const id of this.rows.keys()) if (!wanted.has(id)) this.#drop(id);
    let place = this.#list.firstElementChild;
    for (const consult of line) {
      const { element } = this.rows.get(consult.id) ?? this.#add(consult);
      if (element === place) place = place.nextElementSibling;
      else this.#list.insertBefore(element, place);
    }
    this.tick();
  }

  tick() {
    const now = this.#now();
    for (const row of this.rows.values()) row.tick(now);
  }

  /** The row that an event in it comes from. */
  rowOf(event) {
    return this.rows.get(event.target.closest("[data-id]")?.dataset.id);
  }

  #add(consult) {
    const row = this.#make(consult);
    this.rows.set(consult.id, row);
    return row;
  }

  #drop(id) {
    const { element } = this.rows.get(id);
    this.rows.delete(id);
    const hadFocus = element.contains(element.ownerDocument.activeElement);
    const heir = element.nextElementSibling ?? element.previousElementSibling;
    element.remove();
    if (hadFocus) (heir ?? element.ownerDocument.querySelector("h1")).focus();
  }

  #key(event) {
    const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    if (!step || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const row = event.target.closest("[data-id]");
    const next = row?.[step];
    if (!next) return;
    event.preventDefault();
    // The same control of the neighbour, so that one can listen through the line.
    const name = event.target.dataset.testid;
    const same = name && name !== "queue-row" && next.querySelector(`[data-testid="${name}"]`);
    (same || next).focus();
  }
}
