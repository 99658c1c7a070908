import { byTestId, setState, text } from "../lib/dom.js";

/** The question on the page: heard first, its text hidden until the answer is recorded. */
export class QuestionCard {
  #root;
  #player;
  #say;
  #text;
  #play;
  #question = null;
  #help;

  constructor(root, { player, say }) {
    this.#root = root;
    this.#player = player;
    this.#say = say;
    this.#text = byTestId(root, "question-text");
    this.#play = byTestId(root, "play-question");
    this.#help = [...root.querySelectorAll("[data-help]")];
    for (const part of this.#help) part.addEventListener("toggle", () => this.#tell(part));
    this.#play.addEventListener("click", () => (player.state === "playing" ? player.stop() : player.play()));
    player.addEventListener("state", () => this.#heard());
  }

  /** Show `question`, with its text only when `isOpen`. `picture` may be null. */
  show(question, { picture, isOpen }) {
    this.#question = question;
    this.#player.load(question);
    const image = this.#root.querySelector("[data-picture]");
    image.hidden = !picture;
    if (picture) image.src = picture;
    const level = this.#root.querySelector("[data-level]");
    level.className = `tag level level-${question.level}`;
    text(level, question.level);
    text(this.#root.querySelector("[data-topic]"), question.topic_name ?? question.topic);
    for (const part of this.#help) {
      part.hidden = !question[part.dataset.help];
      part.open = false;
      this.#tell(part);
    }
    this.#open(isOpen);
    this.#heard();
  }

  reveal() {
    this.#open(true);
  }

  focus() {
    this.#play.focus({ preventScroll: true });
  }

  set isLocked(value) {
    this.#play.disabled = value;
  }

  // The text is not even in the page before its time: a screen reader, or a search, would find it.
  #open(isOpen) {
    text(this.#text, isOpen ? this.#question.text : "");
    this.#text.hidden = !isOpen;
    this.#root.querySelector("[data-covered]").hidden = isOpen;
  }

  // Hint and translation likewise: only who asks for them finds them.
  #tell(part) {
    text(part.querySelector("p"), part.open ? this.#question[part.dataset.help] : "");
  }

  #heard() {
    const { state, count } = this.#player;
    setState(this.#play, state);
    text(this.#play.querySelector("[data-label]"), this.#say(state === "playing" ? "play_stop" : count ? "play_again" : "play"));
    const note = this.#root.querySelector("[data-heard]");
    if (state === "failed") this.reveal();
    text(note, state === "failed" ? this.#say("unspoken") : count ? this.#say("heard", { count }) : this.#say("unheard"));
  }
}
