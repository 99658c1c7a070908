import { byTestId, clock, setState, text } from "../lib/dom.js";

/** Own take in a player, "again" or "save", and how the saving goes. */
export class Review {
  #root;
  #say;
  #URL;
  #address = null;

  constructor(root, { on, say, URL }) {
    this.#root = root;
    this.#say = say;
    this.#URL = URL;
    byTestId(root, "again").addEventListener("click", () => on.again());
    byTestId(root, "save").addEventListener("click", () => on.save());
    const player = byTestId(root, "take");
    player.addEventListener("loadedmetadata", () => measure(player));
    player.addEventListener("error", () => this.#address && this.#note(this.#say("unplayable")));
  }

  show(take) {
    this.clear();
    this.#address = this.#URL.createObjectURL(take.blob());
    byTestId(this.#root, "take").src = this.#address;
    text(this.#root.querySelector("[data-length]"), clock(take.elapsed));
  }

  /** Let the recording go: an object URL keeps all of it in memory. */
  clear() {
    if (this.#address) this.#URL.revokeObjectURL(this.#address);
    this.#address = null;
    byTestId(this.#root, "take").removeAttribute("src");
    this.#note("");
    this.upload({ state: "idle" });
  }

  focus() {
    byTestId(this.#root, "save").focus({ preventScroll: true });
  }

  /** The uploader's state, with the sentence that belongs to it. */
  upload({ state, sentence = "", offersLogin = false }) {
    const upload = byTestId(this.#root, "upload");
    setState(upload, state);
    upload.hidden = state === "idle";
    text(upload.querySelector("[data-sentence]"), sentence);
    upload.querySelector("[data-login]").hidden = !offersLogin;
    const isBusy = state === "uploading" || state === "retrying" || state === "done";
    for (const name of ["again", "save"]) byTestId(this.#root, name).disabled = isBusy;
    text(byTestId(this.#root, "save").querySelector("[data-label]"), this.#say(state === "failed" ? "save_again" : "save"));
    if (isBusy) byTestId(this.#root, "take").pause();
  }

  set progress(fraction) {
    const bar = byTestId(this.#root, "upload").querySelector("[role=progressbar]");
    const percent = Math.round(fraction * 100);
    bar.setAttribute("aria-valuenow", String(percent));
    bar.style.setProperty("--done", `${percent}%`);
  }

  #note(sentence) {
    const note = this.#root.querySelector("[data-note]");
    text(note, sentence);
    note.hidden = !sentence;
  }
}

/** Chromium writes no length into its WebM: looking past the end makes the player find it. */
function measure(player) {
  if (player.duration !== Infinity) return;
  player.addEventListener("timeupdate", () => (player.currentTime = 0), { once: true });
  player.currentTime = Number.MAX_SAFE_INTEGER;
}
