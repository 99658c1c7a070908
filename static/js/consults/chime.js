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
    this.#show(this.#remembered());
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
    this.#remember();
    // To be heard once, so that one knows it, and so that the browser allows it.
    this.ring();
  }

  // Where storage is forbidden the choice lasts as long as the page.
  #remembered() {
    try {
      return this.#storage.getItem(KEY) === "on";
    } catch {
      return false;
    }
  }

  #remember() {
    try {
      if (this.isOn) this.#storage.setItem(KEY, "on");
      else this.#storage.removeItem(KEY);
    } catch {
      // As above.
    }
  }

  #show(isOn) {
    this.#button.setAttribute("aria-pressed", String(isOn));
  }
}
