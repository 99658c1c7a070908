import { setState, text } from "../lib/dom.js";
import { Loudness } from "../lib/loudness.js";
import { Meter } from "../record/meter.js";
import { playTone } from "../record/tone.js";

const KINDS = ["mic", "camera", "speaker"];

/** The choice of devices for a Media, a level of the microphone, and a tone to try the speaker with. */
export class DeviceFields {
  #root;
  #media;
  #say;
  #window;
  #loudness;
  #meter;
  #measured = null;

  /** `onSpeaker` is called with the id of the chosen loudspeaker. */
  constructor(root, { media, say, window = globalThis.window, onSpeaker = () => {} }) {
    this.#root = root;
    this.#media = media;
    this.#say = say;
    this.#window = window;
    this.#loudness = new Loudness(window.AudioContext);
    const read = () => this.#loudness.read();
    this.#meter = new Meter(root.querySelector("[data-level]"), { read, window, onFrame: () => {} });
    this.#on("mic", (id) => media.chooseMic(id));
    this.#on("camera", (id) => media.chooseCamera(id));
    this.#on("speaker", (id) => {
      media.speakerId = id;
      onSpeaker(id);
    });
    root.querySelector("[data-tone]").addEventListener("click", () => this.#play());
    media.addEventListener("change", () => this.refresh());
    media.addEventListener("devices", () => this.refresh());
  }

  /** Show what there is to choose, what is chosen, and what is wrong. */
  async refresh() {
    const devices = await this.#media.devices();
    const offered = { mic: devices.mics, camera: devices.cameras, speaker: devices.speakers };
    for (const kind of KINDS) this.#offer(kind, offered[kind]);
    const canChoose = "setSinkId" in this.#window.HTMLMediaElement.prototype && devices.speakers.length > 0;
    this.#root.querySelector("[data-speaker-field]").hidden = !canChoose;
    for (const kind of ["mic", "camera"]) this.#tellProblem(kind, this.#media.problems[kind]);
    this.#listen();
  }

  /** Measure the microphone while the fields are seen. */
  watch() {
    this.#meter.start();
    this.#listen();
  }

  rest() {
    this.#meter.stop();
    this.#loudness.close();
    this.#measured = null;
  }

  #on(kind, choose) {
    const select = this.#select(kind);
    select.addEventListener("change", () => choose(select.value));
  }

  #select(kind) {
    return this.#root.querySelector(`[data-device="${kind}"]`);
  }

  #offer(kind, devices) {
    const select = this.#select(kind);
    const options = devices.map(({ id, label }, index) => {
      const option = select.ownerDocument.createElement("option");
      option.value = id;
      option.textContent = label || this.#say(`default.${kind}`, { number: index + 1 });
      return option;
    });
    select.replaceChildren(...options);
    const chosen = this.#media.chosen(kind);
    if (devices.some(({ id }) => id === chosen)) select.value = chosen;
    select.disabled = devices.length === 0;
  }

  #tellProblem(kind, code) {
    const line = this.#root.querySelector(`[data-${kind}-problem]`);
    line.hidden = !code;
    text(line, code ? sentence(this.#say, kind, code) : "");
  }

  #listen() {
    const track = this.#media.mic;
    if (track === this.#measured || this.#root.querySelector("[data-level]").dataset.state === "off") return;
    this.#measured = track;
    if (track) this.#loudness.measure(new this.#window.MediaStream([track]));
    else this.#loudness.close();
    setState(this.#root, track ? "on" : "off");
  }

  // Through the chosen loudspeaker, where the browser can.
  #play() {
    const id = this.#media.chosen("speaker");
    const Context = this.#window.AudioContext;
    const canChoose = id && "setSinkId" in Context.prototype;
    playTone(canChoose ? class extends Context { constructor() { super({ sinkId: id }); } } : Context);
  }
}

/** The sentence for a code of Media's `problems`. */
export function sentence(say, kind, code) {
  if (say.knows(code)) return say(code);
  return say(say.knows(`${kind}.${code}`) ? `${kind}.${code}` : `${kind}.unknown`);
}
