import { byTestId, setState, text } from "../lib/dom.js";
import { isOpen } from "./watch.js";
import { overWords, waitWords } from "./words.js";

/** The page of a request in line. When it is taken the page calls, and goes into the room by itself. */
export class WaitingRoom {
  #root;
  #options;
  #isCalled = false;

  /** `go()` opens the room, which has this page's address. */
  constructor(root, { consult, watch, ring, http, say, toast, go }) {
    this.#root = root;
    this.#options = { watch, ring, http, say, toast, go, id: consult.id, urls: consult.urls };
    byTestId(root, "cancel").addEventListener("click", ({ currentTarget }) => this.#cancel(currentTarget));
    watch.addEventListener("change", ({ detail }) => this.#show(detail));
    watch.addEventListener("link", ({ detail }) => this.#link(detail));
    this.#show(consult);
  }

  start() {
    this.#options.watch.start();
  }

  stop() {
    this.#options.ring.stop();
    this.#options.watch.stop();
  }

  #show(consult) {
    setState(this.#root, isOpen(consult) ? consult.state : "over");
    if (!isOpen(consult)) this.#over(consult);
    else if (consult.state === "waiting") this.#line(consult);
    else this.#called();
  }

  #line({ position, instructors_online: online, wait_seconds: seconds }) {
    text(byTestId(this.#root, "position"), String(position ?? "–"));
    text(byTestId(this.#root, "instructors-online"), String(online));
    text(this.#root.querySelector("[data-wait]"), waitWords(this.#options.say, seconds));
    this.#root.querySelector("[data-none]").hidden = online > 0;
  }

  async #called() {
    if (this.#isCalled) return;
    this.#isCalled = true;
    this.#part("[data-called]");
    const { ring, id, go } = this.#options;
    const page = this.#root.ownerDocument;
    // Who looks elsewhere hears it a while longer; a look at the page goes in at once.
    page.addEventListener("visibilitychange", () => page.hidden || go(), { once: true });
    await ring.start(id, { go, times: page.hidden ? 3 : 1 });
    go();
  }

  #over(consult) {
    text(this.#root.querySelector("[data-reason]"), overWords(this.#options.say, consult));
    this.#part("[data-over]");
  }

  #part(selector) {
    for (const part of this.#root.querySelectorAll("[data-live], .waiting-live")) part.hidden = true;
    const shown = this.#root.querySelector(selector);
    shown.hidden = false;
    shown.querySelector("a, button").focus();
  }

  #link(state) {
    setState(this.#root.querySelector("[data-connection]"), state);
    // Logged out elsewhere: the page asks to log in, and comes back here.
    if (state === "ended" && isOpen({ state: this.#root.dataset.state }) && !this.#isCalled) this.#options.go();
  }

  async #cancel(button) {
    const { http, urls, say, toast, watch } = this.#options;
    button.disabled = true;
    try {
      this.#show(await http.post(urls.cancel));
      watch.stop();
    } catch (error) {
      button.disabled = false;
      // Taken or over meanwhile: the page says which.
      if (error.status === 409) await watch.refresh();
      else toast(error.detail || say(error.status ? "refused" : "offline"), "error");
    }
  }
}
