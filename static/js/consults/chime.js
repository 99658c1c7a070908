import { CHIME, playNotes } from "./melody.js";

/** Begins with the word by which logging out finds what to forget. */
const KEY = "opickme:queue-sound";

/** The sound for a new request, behind a button that remembers in this browser what was chosen. */
export class Chime {
  #button;
  #storage;
  #play;

  constructor(button, { storage, play = playNotes }) {
    this.#button = button;
    this.#storage = storage;
    this.#play = play;
    this.#show(storage.getItem(KEY) === "on");
    button.addEventListener("click", () => this.#switch());
  }

  get isOn() {
    return this.#button.getAttribute("aria-pressed") === "true";
  }

  ring() {
    if (this.isOn) this.#play(CHIME);
  }

  #switch() {
    this.#show(!this.isOn);
    if (this.isOn) this.#storage.setItem(KEY, "on");
    else this.#storage.removeItem(KEY);
    // To be heard once, so that one knows it, and so that the browser allows it.
    this.ring();
  }

  #show(isOn) {
    this.#button.setAttribute("aria-pressed", String(isOn));
  }
}
