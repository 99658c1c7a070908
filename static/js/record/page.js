import { watchLeaving } from "./leaving.js";
import { Reviewing } from "./reviewing.js";
import { Session } from "./session.js";
import { Take } from "./take.js";
import { makeViews } from "./views.js";

const UNSAVED = ["recording", "paused", "reviewing", "saving"];

/**
 * The page that records an answer: choosing → listening → recording ⇄ paused → reviewing → saving → saved. There is one
 * take at most. The state stands in `data-state`.
 */
export class RecordPage {
  state = "choosing";
  #parts;
  #views;
  #reviewing;
  #question = null;
  #session = null;
  #isStarting = false;

  /** `parts`: config, say, http, window, microphone, vault (or null), uploader, player, newRecorder, wakeLock, playTone. */
  constructor(root, parts) {
    this.#parts = parts;
    this.#views = makeViews(root, parts, {
      chosen: (choice) => this.#ask(choice),
      another: () => this.#ask(this.#question),
      back: () => this.#back(),
      record: () => this.#record(),
      pause: () => this.#session.togglePause(),
      stop: () => this.#session.stop(),
      again: () => this.#listen(this.#question),
      save: () => this.state === "reviewing" && this.#reviewing.save(),
      keep: (stored) => this.#keep(stored),
      isActive: () => ["listening", "recording", "paused"].includes(this.state),
    });
    this.#reviewing = new Reviewing(parts, this.#views, (state) => this.#go(state));
    watchLeaving(parts.window, { isUnsaved: () => UNSAVED.includes(this.state), release: () => this.#release() });
  }

  /** Begin with what an earlier visit has left. */
  async start() {
    this.#go("choosing");
    const takes = await this.#parts.vault?.recoverable(this.#parts.config.user_id).catch(() => []);
    this.#views.recovery.show(takes ?? []);
  }

  async #ask({ topic, level }) {
    const { http, config, say } = this.#parts;
    this.#views.isBusy = true;
    try {
      this.#listen(await http.get(`${config.urls.random}?${new URLSearchParams({ topic, level })}`));
    } catch (error) {
      this.#views.notice = error.detail || say("network");
    } finally {
      this.#views.isBusy = false;
    }
  }

  #listen(question) {
    this.#question = question;
    this.#views.showQuestion(question, this.#parts.config.show_question_text);
    this.#views.notice = "";
    this.#go("listening");
    this.#views.panel.open();
  }

  #back() {
    this.#release();
    this.#views.notice = "";
    this.#go("choosing");
  }

  async #record() {
    if (this.state !== "listening" || this.#isStarting) return;
    this.#isStarting = true;
    this.#parts.player.stop();
    try {
      const isOpen = await this.#views.panel.reopen();
      if (isOpen && this.state === "listening") this.#begin();
    } catch {
      this.#views.panel.fail("unknown");
    } finally {
      this.#isStarting = false;
    }
  }

  #begin() {
    const session = new Session(this.#question, this.#parts, {
      state: (state) => UNSAVED.includes(state) && this.#go(state),
      tick: (seconds) => (this.#views.controls.elapsed = seconds),
      notice: (code) => (this.#views.notice = this.#parts.say(code)),
    });
    this.#views.notice = "";
    session.start();
    session.finished.then((take) => this.#recorded(take));
    this.#session = session;
    this.#reviewing.forget();
  }

  #recorded(take) {
    if (take) {
      this.#reviewing.show(take);
      return;
    }
    this.#listen(this.#question);
    this.#views.notice = this.#parts.say("nothing_recorded");
  }

  async #keep(stored) {
    const take = this.state === "choosing" && (await Take.restore(this.#parts.vault, stored).catch(() => null));
    if (take) {
      this.#question = take.question;
      this.#views.showQuestion(take.question, true);
      this.#reviewing.show(take);
    } else this.#views.notice = this.#parts.say("recover_busy");
  }

  #release() {
    this.#session?.stop();
    this.#parts.player.stop();
    this.#views.panel.close();
  }

  #go(state) {
    this.state = state;
    this.#views.enter(state);
  }
}
