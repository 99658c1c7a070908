import { codeFor } from "../record/microphone_errors.js";
import { lacking, openOne } from "./capture.js";

const HINTS = { mic: "speech", camera: "motion" };

/**
 * The microphone or the camera of this page: at most one track is open, and of several wishes the last one counts.
 * Events: `change` (look at `track` and `problem`), `lost` (unplugged, or taken away).
 */
export class Device extends EventTarget {
  track = null;
  problem = null;
  #window;
  #kind;
  #turn = 0;

  constructor({ window, kind }) {
    super();
    this.#window = window;
    this.#kind = kind;
  }

  /** Open `id`, or the default one where `id` is empty or cannot be had; `opening` promises a track that is on its way. */
  async open(id, opening = null) {
    this.#stop();
    const turn = ++this.#turn;
    const problem = lacking(this.#window);
    if (problem) return this.#fail(problem);
    try {
      const track = await (opening ?? openOne(this.#window, this.#kind, id));
      if (turn === this.#turn) this.#use(track);
      else track.stop();
    } catch (error) {
      if (turn === this.#turn) this.#fail(codeFor(error, this.#window.navigator.userAgent));
    }
  }

  /** Stop the track: the device's light goes out. */
  close() {
    this.#turn += 1;
    this.#stop();
    this.problem = null;
    this.#tell("change");
  }

  #fail(problem) {
    this.#stop();
    this.problem = problem;
    this.#tell("change");
  }

  #use(track) {
    this.#stop();
    this.track = track;
    this.problem = null;
    if ("contentHint" in track) track.contentHint = HINTS[this.#kind];
    track.addEventListener("ended", () => this.track === track && this.#tell("lost"));
    this.#tell("change");
  }

  #stop() {
    this.track?.stop();
    this.track = null;
  }

  #tell(type) {
    this.dispatchEvent(new Event(type));
  }
}
