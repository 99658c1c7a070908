import { byTestId, setState, text } from "../lib/dom.js";

/** How long what is wrong with the devices stands over the picture (milliseconds). */
const WHILE = 15_000;

/**
 * The pictures of the call: the other's camera and screen, the own camera. What the other says it has switched on
 * (`control` message `media`) decides over the signs; what is really seen and heard are the tracks.
 */
export class Stage {
  #root;
  #window;
  #remote;
  #screen;
  #tracks = { mic: null, camera: null, screen: null };
  #theirs = { mic: true, camera: true, screen: false };
  #isHere = false;
  #hiding = null;

  constructor(root, { window }) {
    this.#root = root;
    this.#window = window;
    this.#remote = byTestId(root, "remote-video");
    this.#screen = root.querySelector("[data-remote-screen]");
    root.querySelector("[data-hear]").addEventListener("click", () => this.#play());
    root.querySelector("[data-enlarge]").addEventListener("click", () => enlarge(this.#screen));
    root.querySelector("[data-problem]").addEventListener("click", () => this.problem(""));
  }

  get video() {
    return this.#remote;
  }

  /** A track of the other, new in each round of the connection. */
  take({ kind, track }) {
    this.#tracks[kind] = track;
    for (const type of ["mute", "unmute", "ended"]) track.addEventListener(type, () => this.#show());
    const element = kind === "screen" ? this.#screen : this.#remote;
    const kinds = kind === "screen" ? ["screen"] : ["mic", "camera"];
    element.srcObject = new this.#window.MediaStream(kinds.map((each) => this.#tracks[each]).filter(Boolean));
    this.#play();
    this.#show();
  }

  /** What the other says is switched on. */
  hear({ mic, camera, screen }) {
    this.#theirs = { mic: mic === true, camera: camera === true, screen: screen === true };
    this.#show();
  }

  /** Whether the connection is up: without it the last picture stands still and is put away. */
  set isHere(isHere) {
    this.#isHere = isHere;
    this.#show();
  }

  showLocal(camera, mic) {
    const video = byTestId(this.#root, "local-video");
    if (video.srcObject?.getVideoTracks()[0] !== (camera ?? undefined)) {
      video.srcObject = camera ? new this.#window.MediaStream([camera]) : null;
    }
    this.#root.dataset.local = camera ? "on" : "off";
    this.#root.querySelector("[data-local-muted]").hidden = Boolean(mic);
  }

  /** A sentence over the other's picture, with a spinner or without. */
  say(sentence, { busy = false } = {}) {
    const sign = this.#root.querySelector(".stage-state");
    sign.hidden = !sentence;
    sign.classList.toggle("is-busy", busy);
    text(sign.querySelector("[data-sentence]"), sentence);
  }

  /** Say what is wrong with the own devices, for a while: the keys go on showing what is off. */
  problem(sentence) {
    const line = this.#root.querySelector("[data-problem]");
    this.#window.clearTimeout(this.#hiding);
    if (sentence) this.#hiding = this.#window.setTimeout(() => this.problem(""), WHILE);
    line.hidden = !sentence;
    text(line, sentence);
  }

  showQuality({ level }, say) {
    const sign = byTestId(this.#root, "quality");
    setState(sign, level);
    sign.setAttribute("aria-label", say(`quality.${level}`));
    sign.title = say(`quality.${level}`);
  }

  hearThrough(speakerId) {
    this.#remote.setSinkId?.(speakerId).catch(() => {});
  }

  #show() {
    const seen = (kind) => this.#isHere && this.#theirs[kind] && this.#tracks[kind]?.muted === false;
    this.#root.dataset.remote = seen("camera") ? "on" : "off";
    this.#root.dataset.sharing = this.#isHere && this.#theirs.screen && this.#tracks.screen ? "on" : "off";
    this.#root.querySelector("[data-remote-muted]").hidden = !this.#isHere || this.#theirs.mic;
  }

  // A browser may refuse sound until the page is touched.
  async #play() {
    const button = this.#root.querySelector("[data-hear]");
    try {
      await this.#remote.play();
      button.hidden = true;
    } catch (error) {
      button.hidden = error.name !== "NotAllowedError";
    }
    this.#screen.play().catch(() => {});
  }
}

// iPhones know no full screen but that of their own player.
function enlarge(video) {
  if (video.requestFullscreen) video.requestFullscreen().catch(() => {});
  else video.webkitEnterFullscreen?.();
}
