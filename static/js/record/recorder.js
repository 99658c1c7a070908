/** Enough for speech; a minute weighs half a megabyte. */
const BITS_PER_SECOND = 64_000;

/** What a killed tab can lose, in milliseconds. */
const SLICE = 1000;
const LOOK = 200;

/**
 * One take, from `idle` over `recording` and `paused` to `stopped`, or `failed` when nothing came of it.
 *
 * Events: `state`; `chunk` (detail: {n, blob, elapsed}), in order, the last one before `state` says stopped; `tick`;
 * `tone` once, after `toneSeconds` of running time; `limit` before it stops itself at `maxSeconds`.
 */
export class Recorder extends EventTarget {
  state = "idle";
  finished;
  #recorder;
  #now;
  #limits;
  #runBefore = 0;
  #runSince = null;
  #count = 0;
  #timer = null;
  #toned = false;
  #finish;

  constructor({ stream, MediaRecorder, mimeType, maxSeconds, toneSeconds, now = () => performance.now() }) {
    super();
    this.#now = now;
    this.#limits = { maxSeconds, toneSeconds };
    this.#recorder = new MediaRecorder(stream, { mimeType: mimeType || undefined, audioBitsPerSecond: BITS_PER_SECOND });
    /** Resolves with the final state once the last chunk has been told. */
    this.finished = new Promise((resolve) => (this.#finish = resolve));
    this.#recorder.addEventListener("dataavailable", (event) => this.#took(event.data));
    this.#recorder.addEventListener("stop", () => this.#ended());
    // A fault is followed by the last chunk and `stop`: what was said before it is kept.
    this.#recorder.addEventListener("error", () => this.#halt());
  }

  /** What the browser really records in. */
  get mimeType() {
    return this.#recorder.mimeType;
  }

  /** Seconds recorded so far, without the pauses. */
  get elapsed() {
    const running = this.#runSince === null ? 0 : this.#now() - this.#runSince;
    return (this.#runBefore + running) / 1000;
  }

  start() {
    if (this.state !== "idle") return;
    this.#recorder.start(SLICE);
    this.#run();
    this.#timer = setInterval(() => this.#look(), LOOK);
    this.#become("recording");
  }

  pause() {
    if (this.state !== "recording") return;
    this.#recorder.requestData(); // else the last second waits for `resume`, out of the vault
    this.#recorder.pause();
    this.#halt();
    this.#become("paused");
  }

  resume() {
    if (this.state !== "paused") return;
    this.#recorder.resume();
    this.#run();
    this.#become("recording");
  }

  /** Safe to call at any time; the returned promise is `finished`. */
  stop() {
    if (this.state === "idle") this.#ended();
    else if (this.#recorder.state !== "inactive") this.#recorder.stop();
    this.#halt();
    return this.finished;
  }

  #took(blob) {
    if (!blob.size) return;
    const detail = { n: this.#count, blob, elapsed: this.elapsed };
    this.#count += 1;
    this.dispatchEvent(new CustomEvent("chunk", { detail }));
    // Chunks come on time even in a background tab, where timers are slowed down.
    this.#look();
  }

  #look() {
    if (this.state !== "recording") return;
    this.dispatchEvent(new Event("tick"));
    if (!this.#toned && this.elapsed >= this.#limits.toneSeconds) {
      this.#toned = true;
      this.dispatchEvent(new Event("tone"));
    }
    if (this.elapsed >= this.#limits.maxSeconds && this.#recorder.state !== "inactive") {
      this.dispatchEvent(new Event("limit"));
      this.stop();
    }
  }

  #ended() {
    if (this.state === "stopped" || this.state === "failed") return;
    clearInterval(this.#timer);
    this.#halt();
    this.#become(this.#count ? "stopped" : "failed");
    this.#finish(this.state);
  }

  #run() {
    this.#runSince = this.#now();
  }

  #halt() {
    if (this.#runSince === null) return;
    this.#runBefore += this.#now() - this.#runSince;
    this.#runSince = null;
  }

  #become(state) {
    this.state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: state }));
  }
}
