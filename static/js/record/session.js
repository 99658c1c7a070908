import { Take } from "./take.js";

/**
 * One recording under way: what the recorder hears goes into the take, the screen stays on, and losing the microphone
 * ends it well.
 */
export class Session {
  /** Resolves with the take once it is complete and kept, or with null when there was no sound at all. */
  finished;
  take;
  #recorder;
  #parts;
  #on;

  /**
   * `parts`: microphone (open), vault, newRecorder, wakeLock, playTone, config, window. `on` has state (the recorder's),
   * tick (seconds) and notice (a message's code). Throws when the browser cannot record this microphone.
   */
  constructor(question, parts, on) {
    const { microphone, newRecorder, vault, config, window, playTone } = parts;
    this.#parts = parts;
    this.#on = on;
    this.#recorder = newRecorder(microphone.stream);
    this.take = new Take({
      vault, question, userId: config.user_id, clientId: window.crypto.randomUUID(),
      mime: this.#recorder.mimeType, startedAt: Date.now(),
    });
    this.take.addEventListener("unsafe", (event) => on.notice(event.detail));
    this.#recorder.addEventListener("chunk", ({ detail }) => this.take.add(detail.n, detail.blob, detail.elapsed));
    this.#recorder.addEventListener("tick", () => on.tick(this.#recorder.elapsed));
    this.#recorder.addEventListener("tone", () => playTone());
    this.#recorder.addEventListener("limit", () => on.notice("limit"));
    this.#recorder.addEventListener("state", (event) => on.state(event.detail));
    this.finished = this.#recorder.finished.then(() => this.#end());
  }

  start() {
    const { microphone, wakeLock } = this.#parts;
    this.#recorder.start();
    microphone.addEventListener("lost", this.#lost);
    microphone.addEventListener("interrupted", this.#interrupted);
    wakeLock.hold();
    this.take.begin();
  }

  togglePause() {
    if (this.#recorder.state === "paused") this.#recorder.resume();
    else this.#recorder.pause();
  }

  stop() {
    this.#recorder.stop();
  }

  #lost = () => {
    this.#on.notice("lost");
    this.#recorder.stop();
  };

  // A phone call mutes the track: silence is not what was meant to be recorded.
  #interrupted = () => {
    if (this.#recorder.state !== "recording") return;
    this.#recorder.pause();
    this.#on.notice("interrupted");
  };

  async #end() {
    const { microphone, wakeLock } = this.#parts;
    microphone.removeEventListener("lost", this.#lost);
    microphone.removeEventListener("interrupted", this.#interrupted);
    microphone.release();
    wakeLock.release();
    if (this.take.hasSound) {
      await this.take.finish(this.#recorder.elapsed);
      return this.take;
    }
    await this.take.discard();
    return null;
  }
}
