import { CALL, playNotes } from "./melody.js";
import { Notifier } from "./notify.js";
import { TitleSign } from "./title.js";

const PAUSE_MS = 1800;
/** After so many melodies whoever is there has heard it. */
const TIMES = 12;
/** How long a tab that may hardly make a sound leaves the first word to others. */
const STAND_BACK_MS = 400;

/**
 * Calls a learner: the title on every tab, sound and notification on one of them. A tab that records stays silent:
 * the sound would be in the answer.
 */
export class Ring {
  #options;
  #title;
  #calls = 0;
  #ringing = null;
  #dismiss = () => {};

  constructor({ window = globalThis.window, say, play = playNotes, notifier, title, timers = globalThis }) {
    this.#options = { window, say, play, timers, notifier: notifier ?? new Notifier(window) };
    this.#title = title ?? new TitleSign({ document: window.document, timers });
  }

  /** Call, until `stop()`. `go` is what a press on the notification does. Resolves when `times` melodies have sounded, here or not. */
  async start(id, { go, times = TIMES }) {
    if (this.#ringing === id) return;
    this.stop();
    this.#ringing = id;
    const turn = ++this.#calls;
    const { window, say, timers } = this.#options;
    this.#title.show(say("call.title"));
    if (this.#isRecording()) return;
    if (window.navigator.userActivation?.hasBeenActive === false) await pause(timers, STAND_BACK_MS);
    if (turn === this.#calls) await this.#alone(id, () => this.#sound(id, go, turn, times));
  }

  /** Be silent, and take the signs away. Safe to call twice. */
  stop() {
    this.#calls += 1;
    this.#ringing = null;
    this.#title.clear();
    this.#dismiss();
    this.#dismiss = () => {};
  }

  #isRecording() {
    return ["recording", "paused"].includes(this.#options.window.document.getElementById("record")?.dataset.state);
  }

  /** Of all tabs of this browser one sounds: the one that holds the lock. */
  async #alone(id, act) {
    const { locks } = this.#options.window.navigator;
    if (!locks) await act();
    else await locks.request(`opickme-call-${id}`, { ifAvailable: true }, (lock) => lock && act());
  }

  async #sound(id, go, turn, times) {
    const { window, say, play, timers, notifier } = this.#options;
    const icon = window.document.querySelector('link[rel="apple-touch-icon"]')?.href;
    this.#dismiss = notifier.show({ title: say("call.title"), body: say("call.body"), tag: `consult-${id}`, icon, onPress: go });
    for (let time = 0; time < times && turn === this.#calls; time += 1) {
      if (time) await pause(timers, PAUSE_MS);
      if (turn === this.#calls && !this.#isRecording()) await play(CALL);
    }
  }
}

function pause(timers, milliseconds) {
  return new Promise((resolve) => timers.setTimeout(resolve, milliseconds));
}
