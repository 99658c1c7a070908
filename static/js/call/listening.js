/** Two positions nearer than this, in seconds, are the same place. */
const NEAR = 0.25;

/**
 * The recording plays for both: what one does with the player the other's player does too. Each page has its own
 * sound, so nothing of it goes through the call.
 */
export class Listening {
  #player;
  #audio;
  #link;
  #plays = false;
  #came = null;

  /** `audio` is the element of `player`. */
  constructor({ player, audio, link }) {
    this.#player = player;
    this.#audio = audio;
    this.#link = link;
    player.addEventListener("change", () => this.#changed());
    audio.addEventListener("seeking", () => this.#sought());
    link.addEventListener("message", ({ detail }) => this.#hear(detail));
  }

  /** Play from `seconds`, for both. */
  play(seconds) {
    this.#plays = true;
    this.#came = seconds;
    this.#player.playFrom(seconds);
    this.#link.send({ type: "play", at: seconds });
  }

  /** Pause, for both. */
  pause() {
    if (this.#player.playing) this.#player.toggle();
  }

  // What the person did here: a change that came from the other is what is agreed already.
  #changed() {
    const { playing } = this.#player;
    if (playing === this.#plays) return;
    this.#plays = playing;
    this.#link.send(playing ? { type: "play", at: this.#player.time } : { type: "pause" });
  }

  #sought() {
    const { currentTime } = this.#audio;
    const isTheirs = this.#came !== null && Math.abs(currentTime - this.#came) < NEAR;
    this.#came = null;
    if (!isTheirs && this.#plays && this.#player.playing) this.#link.send({ type: "play", at: currentTime });
  }

  #hear({ type, at }) {
    if (type === "pause") {
      this.#plays = false;
      this.pause();
    } else if (type === "play" && Number.isFinite(at) && at >= 0) {
      this.#plays = true;
      this.#came = Math.min(at, this.#player.duration || at);
      this.#player.playFrom(at);
    }
  }
}
