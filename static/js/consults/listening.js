/**
 * Plays the recordings of the line, one at a time. `onChange(id, playing, played)` tells how far one is (0 to 1, null
 * once it is let go), `onFault()` that it cannot be played.
 */
export class Listening {
  #audio;
  #onChange;
  #onFault;
  #current = null;

  constructor(audio, { onChange, onFault }) {
    this.#audio = audio;
    this.#onChange = onChange;
    this.#onFault = onFault;
    for (const type of ["play", "pause", "timeupdate", "ended"]) audio.addEventListener(type, () => this.#tell());
    audio.addEventListener("error", () => this.#current && this.#fail());
  }

  /** Play, or pause what plays. */
  async toggle({ id, script }) {
    if (this.#current?.id === id && !this.#audio.paused) {
      this.#audio.pause();
      return;
    }
    if (this.#current?.id !== id) {
      this.release();
      this.#current = { id, duration: script.duration };
      this.#audio.src = script.audio_url;
    }
    try {
      await this.#audio.play();
    } catch (error) {
      // A pause that overtakes the play is no fault; a file that cannot be read tells it through `error` as well.
      if (error.name !== "AbortError" && this.#current?.id === id) this.#fail();
    }
  }

  /** Let go of the recording of `id`, or of whatever plays. */
  release(id = this.#current?.id) {
    if (!this.#current || this.#current.id !== id) return;
    const last = this.#current.id;
    this.#current = null;
    this.#audio.pause();
    this.#audio.removeAttribute("src");
    this.#audio.load();
    this.#onChange(last, false, null);
  }

  #fail() {
    this.release();
    this.#onFault();
  }

  #tell() {
    if (!this.#current) return;
    const { id, duration } = this.#current;
    const length = duration || this.#audio.duration || 1;
    const playing = !this.#audio.paused && !this.#audio.ended;
    this.#onChange(id, playing, Math.min(1, this.#audio.currentTime / length));
  }
}
