/** A browser that claims to speak but does not begin within this time has no voice (milliseconds). */
const PATIENCE = 4000;

/**
 * Speaks a question: its audio, or the browser's own voice where that fails.
 *
 * Events: `state` (detail `idle`, `playing` or `failed`: neither worked), also when `count`, how often it was heard
 * from its beginning, goes up. One thing at most is ever heard: every start ends what went before.
 */
export class QuestionPlayer extends EventTarget {
  state = "idle";
  count = 0;
  #audio;
  #speech;
  #Utterance;
  #patience;
  #question = null;
  #turn = 0;
  #isSounding = false;

  constructor({ audio, speech, Utterance, patience = PATIENCE }) {
    super();
    this.#audio = audio;
    this.#speech = speech;
    this.#Utterance = Utterance;
    this.#patience = patience;
    audio.addEventListener("ended", () => this.#become("idle"));
    audio.addEventListener("error", () => this.#isSounding && this.#become("idle")); // cut off in the middle
  }

  load(question) {
    this.stop();
    this.#question = question;
    this.count = 0;
    if (question.audio_url) this.#audio.src = question.audio_url;
    else this.#audio.removeAttribute("src");
  }

  async play() {
    const turn = this.#silence();
    this.#become("playing");
    for (const way of [() => this.#playAudio(), () => this.#speak()]) {
      const begun = await way();
      if (turn !== this.#turn) return;
      if (begun) {
        this.count += 1;
        this.dispatchEvent(new CustomEvent("state", { detail: this.state }));
        return;
      }
    }
    this.#become("failed");
  }

  stop() {
    this.#silence();
    this.#become("idle");
  }

  #silence() {
    this.#isSounding = false;
    this.#audio.pause();
    this.#speech?.cancel();
    return ++this.#turn;
  }

  async #playAudio() {
    if (!this.#question.audio_url) return false;
    try {
      this.#audio.currentTime = 0;
      await this.#audio.play();
      this.#isSounding = true;
      return true;
    } catch {
      return false;
    }
  }

  /** Whether the browser's voice began. */
  #speak() {
    if (!this.#speech || !this.#Utterance) return false;
    const turn = this.#turn;
    const utterance = new this.#Utterance(this.#question.text);
    utterance.lang = "en-US";
    utterance.rate = 0.95;
    const voices = this.#speech.getVoices().filter((voice) => voice.lang.replace("_", "-").startsWith("en"));
    utterance.voice = voices.find((voice) => voice.lang.includes("US")) ?? voices[0] ?? null;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#speech.cancel() ?? resolve(false), this.#patience);
      const settle = (begun) => clearTimeout(timer) ?? resolve(begun);
      utterance.addEventListener("start", () => settle(true));
      utterance.addEventListener("error", () => settle(false));
      utterance.addEventListener("end", () => {
        settle(true);
        if (turn === this.#turn) this.#become("idle");
      });
      this.#speech.speak(utterance);
    });
  }

  #become(state) {
    if (state === this.state) return;
    this.state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: state }));
  }
}
