/**
 * The line as an instructor's page knows it. Frames of the socket change it at once; what is fetched sets it right.
 *
 * Event `change` (detail: {added, removed}: consults that are new or gone). `own` is the instructor's consult that is
 * open, or null.
 */
export class Queue extends EventTarget {
  waiting = [];
  own = null;
  #fetchAll;
  /** A consult that has left the line never comes back: who asks again has a new one. */
  #gone = new Set();
  #news = new Map();
  #fetching = null;
  #isStale = false;

  /** @param {() => Promise<object[]>} fetchAll every consult of the list, in order; rejects with an ApiError */
  constructor(fetchAll) {
    super();
    this.#fetchAll = fetchAll;
  }

  has(id) {
    return this.waiting.some((each) => each.id === id);
  }

  add(consult) {
    if (this.#gone.has(consult.id)) return;
    this.#news.set(consult.id, consult);
    if (!this.has(consult.id)) this.#show(placed(this.waiting, consult));
  }

  remove(id) {
    this.#gone.add(id);
    this.#news.delete(id);
    // A page of the list may have been cut in the meantime, and one that waits skipped.
    if (this.#fetching) this.#isStale = true;
    if (this.has(id)) this.#show(this.waiting.filter((each) => each.id !== id));
  }

  /** Fetch the line; while it is being fetched, once more afterwards. Rejects with the ApiError of the fetch. */
  refresh() {
    if (this.#fetching) {
      this.#isStale = true;
      return this.#fetching;
    }
    this.#fetching = this.#heal().finally(() => {
      this.#fetching = null;
    });
    return this.#fetching;
  }

  async #heal() {
    do {
      this.#isStale = false;
      this.#news.clear();
      const found = await this.#fetchAll();
      this.own = found.find(({ state }) => state !== "waiting") ?? null;
      let line = found.filter(({ state, id }) => state === "waiting" && !this.#gone.has(id));
      // What came while the list was on its way may be missing in it.
      for (const consult of this.#news.values()) {
        if (!line.some(({ id }) => id === consult.id)) line = placed(line, consult);
      }
      this.#show(line);
    } while (this.#isStale);
  }

  #show(line) {
    const before = this.waiting;
    this.waiting = line;
    const missing = (list, other) => list.filter(({ id }) => !other.some((each) => each.id === id));
    const detail = { added: missing(line, before), removed: missing(before, line) };
    this.dispatchEvent(new CustomEvent("change", { detail }));
  }
}

/** `line` with `consult` at the place that the server named, else at the end. */
function placed(line, consult) {
  const at = Number.isInteger(consult.position) ? Math.min(consult.position - 1, line.length) : line.length;
  return [...line.slice(0, at), consult, ...line.slice(at)];
}

/** Every consult of a paged list: `get` fetches one address. */
export async function fetchPages(get, address) {
  const found = new Map();
  let next = `${address}?page_size=100`;
  while (next) {
    const page = await get(next);
    for (const consult of page.results) found.set(consult.id, consult);
    // The host in the answer is the one behind a proxy; the path is ours.
    const link = page.next && new URL(page.next, "http://site/");
    next = link && link.pathname + link.search;
  }
  return [...found.values()];
}
