import { codeFor } from "../record/microphone_errors.js";

/** The shared screen of this page. Event: `change` (look at `track` and `problem`). */
export class Screen extends EventTarget {
  track = null;
  problem = null;
  #window;
  #turn = 0;

  constructor({ window }) {
    super();
    this.#window = window;
  }

  async share() {
    const devices = this.#window.navigator.mediaDevices;
    const turn = ++this.#turn;
    try {
      if (!devices?.getDisplayMedia) throw Object.assign(new Error("no way to share a screen"), { name: "Missing" });
      const stream = await devices.getDisplayMedia({ video: { frameRate: { ideal: 15, max: 30 } }, audio: false });
      if (turn === this.#turn) this.#use(stream.getVideoTracks()[0]);
      else for (const track of stream.getTracks()) track.stop();
    } catch (error) {
      if (turn === this.#turn) this.#set(null, this.#problemOf(error));
    }
  }

  stop() {
    this.#turn += 1;
    if (this.track || this.problem) this.#set(null, null);
  }

  #use(track) {
    if ("contentHint" in track) track.contentHint = "detail";
    track.addEventListener("ended", () => this.track === track && this.#set(null, null));
    this.#set(track, null);
  }

  // Who puts the question away has changed their mind: that is no problem.
  #problemOf(error) {
    if (error.name === "Missing") return "unsupported";
    if (error.name === "NotAllowedError" && !/system/i.test(error.message)) return null;
    return codeFor(error, this.#window.navigator.userAgent);
  }

  #set(track, problem) {
    this.track?.stop();
    this.track = track;
    this.problem = problem;
    this.dispatchEvent(new Event("change"));
  }
}
