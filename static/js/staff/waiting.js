/**
 * Those who wait now, on the front page of the staff: fetched every few seconds while the page is looked at.
 *
 * A fault is said on the page, and the list shows how things stood; `data-state` is still, live, lost or ended.
 */
import { setState, text } from "../lib/dom.js";

export const PAUSE = 5000;

export class WaitingPanel {
  #panel;
  #get;
  #document;
  #timers;
  #timer = null;
  #fetching = false;

  /** `get` fetches JSON from an address and rejects with an ApiError. */
  constructor(panel, { get, document = globalThis.document, timers = globalThis }) {
    this.#panel = panel;
    this.#get = get;
    this.#document = document;
    this.#timers = timers;
  }

  start() {
    this.#document.addEventListener("visibilitychange", () => this.#look());
    this.#later();
  }

  #look() {
    if (this.#document.visibilityState !== "visible" || this.#panel.dataset.state === "ended") return;
    this.#timers.clearTimeout(this.#timer);
    this.refresh();
  }

  #later() {
    this.#timer = this.#timers.setTimeout(() => this.#look(), PAUSE);
  }

  async refresh() {
    if (this.#fetching) return;
    this.#fetching = true;
    try {
      this.#show(await this.#get(this.#panel.dataset.waiting));
      this.#say("live");
    } catch (error) {
      if (error.status === undefined) throw error;
      // Logged out, or no longer allowed: asking again does not help.
      this.#say(isFinal(error) ? "ended" : "lost");
    } finally {
      this.#fetching = false;
    }
    if (this.#panel.dataset.state !== "ended") this.#later();
  }

  #say(state) {
    setState(this.#panel, state);
    this.#panel.querySelector("[data-lost]").hidden = state === "live";
  }

  #show({ rows, total, online }) {
    const find = (name) => this.#panel.querySelector(`[data-${name}]`);
    text(find("total"), String(total));
    text(find("online"), String(online));
    find("none").hidden = rows.length > 0;
    find("some").hidden = rows.length === 0;
    const body = find("rows");
    rows.forEach((row, place) => this.#fill(body.children[place] ?? body.appendChild(this.#blank()), row));
    while (body.children.length > rows.length) body.lastElementChild.remove();
  }

  #blank() {
    return this.#panel.querySelector("template").content.firstElementChild.cloneNode(true);
  }

  /** A row that stays the same is not touched: a link in it keeps the focus. */
  #fill(element, row) {
    element.classList.toggle("waits-long", row.long);
    for (const part of element.querySelectorAll("[data-part]")) {
      text(part, String(row[part.dataset.part]));
      if (part.matches("a") && part.getAttribute("href") !== row.url) part.href = row.url;
    }
  }
}

function isFinal({ status, code }) {
  return status === 403 || status === 404 || code === "unreadable";
}
