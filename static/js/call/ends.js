import { byTestId, setState } from "../lib/dom.js";
import { Ask } from "../scripts/ask.js";

/** What the closing of the socket means for this page, by its code. Any other final code means that the room is closed. */
const CLOSED = { 4401: "logged_out", 4403: "not_yours", 4408: "superseded" };

/** Every way in which this page's part of a consult ends, and where the person goes from there. */
export class Ends {
  #root;
  #data;
  #ending;
  #script;
  #notices;
  #location;
  #onEnd = [];
  #isGoing = false;

  constructor(root, { data, ending, script, signal, notices, window }) {
    this.#root = root;
    this.#data = data;
    this.#ending = ending;
    this.#script = script;
    this.#notices = notices;
    this.#location = window.location;
    this.#ask(window.document);
    notices.on("take-over", () => this.#location.reload());
    signal.addEventListener("ended", ({ detail }) => this.#ended(detail));
    signal.addEventListener("closed", ({ detail }) => this.#closed(detail.code));
  }

  /** Call `act` when the call is over on this page: `isFinal` says that nothing of it is wanted any more. */
  onEnd(act) {
    this.#onEnd.push(act);
  }

  get #isInstructor() {
    return this.#data.role === "instructor";
  }

  #ask(document) {
    const end = new Ask(document.getElementById("ask-end"));
    const key = byTestId(this.#root, "end");
    key.addEventListener("click", () => end.ask(() => (this.#isInstructor ? this.#finish() : this.#leave())));
    key.disabled = false; // a press before this would be lost
    if (!this.#isInstructor) return;
    const drop = new Ask(document.getElementById("ask-drop"));
    for (const button of document.querySelectorAll("[data-drop]")) {
      button.addEventListener("click", () => {
        document.getElementById("ask-end").close();
        drop.ask(() => this.#drop());
      });
    }
    this.#root.querySelector("[data-finish]").addEventListener("click", () => this.#finish());
  }

  async #finish() {
    const feedback = await this.#ending.finish(this.#script.html());
    if (feedback) this.#goToFeedback(feedback.id);
  }

  #drop() {
    return this.go(async () => ((await this.#ending.drop()) ? this.#data.urls.list : null));
  }

  #leave() {
    return this.go(async () => ((await this.#ending.leave()) ? this.#data.urls.script : null));
  }

  /**
   * Do `end` and go where it says; null stays. The socket tells of the end, too, before the answer comes or after it:
   * where to go is decided here.
   */
  async go(end) {
    let url = null;
    this.#isGoing = true;
    try {
      url = await end();
    } finally {
      this.#isGoing = url !== null;
    }
    if (url === null) return;
    this.#over(true);
    this.#location.assign(url);
  }

  #ended({ feedback_id: feedbackId, reason }) {
    if (this.#isGoing) return;
    if (feedbackId) this.#goToFeedback(feedbackId);
    else if (this.#isInstructor && reason === "learner_left") this.#keepCorrecting();
    else this.#tellByPage();
  }

  #closed(code) {
    if (this.#isGoing) return;
    const notice = CLOSED[code];
    if (!notice) {
      if (this.#root.dataset.state !== "ended") this.#tellByPage();
      return;
    }
    this.#over(false);
    this.#script.freeze();
    this.#notices.set(notice, true);
  }

  // The corrections are still to be stored or dropped.
  #keepCorrecting() {
    this.#over(false);
    this.#root.querySelector("[data-over]").hidden = false;
    this.#root.dataset.script = "on";
  }

  #goToFeedback(id) {
    this.#over(true);
    this.#location.assign(this.#data.urls.feedback.replace("{id}", id));
  }

  // What happened, and the ways on, the server's page says.
  #tellByPage() {
    this.#over(true);
    this.#location.reload();
  }

  #over(isFinal) {
    setState(this.#root, "ended");
    byTestId(this.#root, "end").disabled = true;
    if (isFinal) this.#script.forget();
    for (const act of this.#onEnd.splice(0)) act({ isFinal });
  }
}
