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
  #yields;
  #turn = 0;
  #plays = false;
  #came = null;

  /** `audio` is the element of `player`. Where both did something at once, the page that `yields` does as the other. */
  constructor({ player, audio, link, yields }) {
    this.#player = player;
    this.#audio = audio;
    this.#link = link;
    this.#yields = yields;
    player.addEventListener("change", () => this.#changed());
    audio.addEventListener("seeking", () => this.#sought());
    audio.addEventListener("seeked", () => !audio.seeking && (this.#came = null));
    link.addEventListener("open", () => (this.#turn = 0));
    link.addEventListener("message", ({ detail }) => this.#hear(detail));
  }

  /** Play from `seconds`, for both. */
  play(seconds) {
    this.#playFrom(seconds);
    this.#tell({ type: "play", at: seconds });
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
    this.#tell(playing ? { type: "play", at: this.#player.time } : { type: "pause" });
  }

  #sought() {
    const { currentTime } = this.#audio;
    const isAgreed = this.#came !== null && Math.abs(currentTime - this.#came) < NEAR;
    if (!isAgreed && this.#plays && this.#player.playing) this.#tell({ type: "play", at: currentTime });
  }

  #tell(message) {
    this.#turn += 1;
    this.#link.send({ ...message, turn: this.#turn });
  }

  #hear({ type, at, turn }) {
    const isPlay = type === "play" && Number.isFinite(at) && at >= 0;
    if ((!isPlay && type !== "pause") || !this.#isNews(turn)) return;
    if (isPlay) {
      this.#playFrom(at);
      return;
    }
    this.#plays = false;
    this.pause();
  }

  // Other clients may count no turns.
  #isNews(turn) {
    if (!Number.isSafeInteger(turn)) return true;
    if (turn < this.#turn || (turn === this.#turn && !this.#yields)) return false;
    this.#turn = turn;
    return true;
  }

  #playFrom(seconds) {
    this.#plays = true;
    this.#came = Math.min(seconds, this.#player.duration || seconds);
    this.#player.playFrom(seconds);
  }
}
