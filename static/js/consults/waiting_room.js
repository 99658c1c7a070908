import { byTestId, setState, text } from "../lib/dom.js";
import { isOpen } from "./watch.js";
import { overWords, waitWords } from "./words.js";

/**
 * The page of a request in line. When it is taken the page calls, and goes into the room by itself as soon as it is seen:
 * unseen it would open camera and microphone on somebody who is elsewhere, perhaps in the call in another tab.
 */
export class WaitingRoom {
  #root;
  #options;
  #isCalled = false;

  /** `go()` opens the room, which has this page's address. */
  constructor(root, { consult, watch, ring, http, say, toast, go }) {
    this.#root = root;
    this.#options = { watch, ring, http, say, toast, go, id: consult.id, urls: consult.urls };
    const cancel = byTestId(root, "cancel");
    cancel.addEventListener("click", () => this.#cancel(cancel));
    cancel.disabled = false; // a press before this would be lost
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
    else if (consult.state === "matched") this.#called();
    else this.#goesOn();
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
    const goIn = () => this.#root.dataset.state === "matched" && !page.hidden && go();
    page.addEventListener("visibilitychange", goIn);
    await ring.start(id, page.hidden ? { go } : { go, times: 1 });
    goIn();
  }

  // Another page of this person is in the room: this one must not push it out.
  #goesOn() {
    const { ring, say } = this.#options;
    this.#isCalled = true;
    this.#part("[data-called]");
    text(this.#root.querySelector("[data-going]"), say("going_on"));
    ring.stop();
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
