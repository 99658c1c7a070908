const NETWORK = 2; // MediaError.MEDIA_ERR_NETWORK

/**
 * A recording that plays. Wraps a media element and speaks in seconds.
 *
 * Events: `tick` (the position changed; many times a second while playing), `change` (playing or not),
 * `fault` (it cannot be played).
 */
export class Player extends EventTarget {
  #audio;
  #duration;
  #frames;
  #frame = 0;
  #nextSource = null;
  #isRenewed = false;

  /**
   * @param {HTMLMediaElement} audio its `src` may be set already
   * @param {number} duration from the server: recorders write none into the file, and browsers then say Infinity
   * @param {object} frames where requestAnimationFrame lives: `timeupdate` alone comes four times a second
   */
  constructor(audio, duration, frames = globalThis) {
    super();
    this.#audio = audio;
    this.#duration = duration;
    this.#frames = frames;
    for (const type of ["seeking", "timeupdate"]) audio.addEventListener(type, () => this.#tell("tick"));
    for (const type of ["play", "pause", "ended"]) audio.addEventListener(type, () => this.#changed());
    audio.addEventListener("playing", () => (this.#isRenewed = false));
    audio.addEventListener("error", () => this.#failed());
  }

  get time() {
    return this.#audio.currentTime;
  }

  get duration() {
    return this.#duration || (Number.isFinite(this.#audio.duration) ? this.#audio.duration : 0);
  }

  get playing() {
    return !this.#audio.paused && !this.#audio.ended;
  }

  get speed() {
    return this.#audio.playbackRate;
  }

  set speed(rate) {
    this.#audio.playbackRate = rate;
    // The default is what a new source starts with.
    this.#audio.defaultPlaybackRate = rate;
  }

  async play() {
    if (this.#audio.error) this.#again(); // it may have been away
    try {
      await this.#audio.play();
    } catch (error) {
      // A pause that overtakes the play is no fault.
      if (error.name !== "AbortError") this.#tell("fault");
    }
  }

  toggle() {
    if (this.playing) this.#audio.pause();
    else this.play();
  }

  /** Go to `seconds`, kept within the recording. */
  seek(seconds) {
    this.#audio.currentTime = Math.min(Math.max(0, seconds), this.duration || Number.MAX_VALUE);
    this.#tell("tick");
  }

  playFrom(seconds) {
    this.seek(seconds);
    if (!this.playing) this.play();
  }

  /** Change to a better copy of the same recording: at once when silent, else at the next pause. */
  replace(source, duration) {
    if (duration) this.#duration = duration;
    this.#nextSource = source === this.#audio.getAttribute("src") ? null : source;
    if (!this.playing) this.#swap();
    this.#tell("tick");
  }

  #swap() {
    if (this.#nextSource === null) return;
    const time = this.#audio.ended ? 0 : this.#audio.currentTime;
    this.#audio.setAttribute("src", this.#nextSource);
    this.#nextSource = null;
    if (time) this.#audio.currentTime = time;
  }

  // A recording may lie in a store whose addresses run out: what played and then failed is asked for anew, once.
  #failed() {
    const wasPlaying = this.playing;
    if (this.#audio.error?.code !== NETWORK || this.#isRenewed || !this.#audio.readyState) return this.#tell("fault");
    this.#isRenewed = true;
    this.#again();
    if (wasPlaying) this.play();
  }

  #again() {
    const { currentTime } = this.#audio;
    this.#audio.load();
    this.#audio.currentTime = currentTime;
  }

  #changed() {
    this.#frames.cancelAnimationFrame(this.#frame);
    if (this.playing) this.#run();
    else this.#swap();
    this.#tell("change");
    this.#tell("tick");
  }

  #run() {
    this.#frame = this.#frames.requestAnimationFrame(() => {
      this.#tell("tick");
      if (this.playing) this.#run();
    });
  }

  #tell(type) {
    this.dispatchEvent(new Event(type));
  }
}
