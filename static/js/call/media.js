import { lacking, openTogether } from "./capture.js";
import { Device } from "./device.js";
import { listDevices } from "./device_kinds.js";
import { Screen } from "./screen.js";
import { Wishes } from "./wishes.js";

const KINDS = ["mic", "camera"];

/**
 * Microphone, camera and shared screen of this page. What is off is closed, so that the device's light is off too.
 *
 * Events: `change` (detail {kind, lost}: look at `mic`, `camera`, `screen` and `problems`; lost: it was unplugged),
 * `devices` (plugged or unplugged).
 */
export class Media extends EventTarget {
  #window;
  #wishes;
  #devices;
  #screen;

  /** `storage` keeps under `key` what was wished for. */
  constructor({ window = globalThis.window, storage, key }) {
    super();
    this.#window = window;
    this.#wishes = new Wishes({ storage, key });
    this.#devices = { mic: new Device({ window, kind: "mic" }), camera: new Device({ window, kind: "camera" }) };
    this.#screen = new Screen({ window });
    for (const [kind, device] of Object.entries(this.#devices)) {
      device.addEventListener("change", () => this.#tell("change", { kind, lost: false }));
      device.addEventListener("lost", () => this.#lost(kind));
    }
    this.#screen.addEventListener("change", () => this.#tell("change", { kind: "screen", lost: false }));
  }

  get mic() {
    return this.#devices.mic.track;
  }

  get camera() {
    return this.#devices.camera.track;
  }

  get screen() {
    return this.#screen.track;
  }

  /** Why something that is wished for is not there, as codes. */
  get problems() {
    return { mic: this.#devices.mic.problem, camera: this.#devices.camera.problem, screen: this.#screen.problem };
  }

  get speakerId() {
    return this.#wishes.get("speakerId");
  }

  set speakerId(id) {
    this.#wishes.set("speakerId", id);
  }

  /** The device in use or, when none is, the one last chosen; "" for the default. `kind` is mic, camera or speaker. */
  chosen(kind) {
    return this.#devices[kind]?.track?.getSettings().deviceId || this.#wishes.get(`${kind}Id`);
  }

  /** Open what is wished for: both with one question, and when that fails each by itself. */
  async start() {
    this.#window.navigator.mediaDevices?.addEventListener?.("devicechange", this.#replugged); // twice is once
    const wanted = KINDS.filter((kind) => this.#wishes.get(kind) && !this.#devices[kind].track);
    const ids = Object.fromEntries(wanted.map((kind) => [kind, this.#wishes.get(`${kind}Id`)]));
    const tracks = wanted.length < 2 || lacking(this.#window) ? {} : openTogether(this.#window, ids);
    await Promise.all(wanted.map((kind) => this.#devices[kind].open(ids[kind], tracks[kind])));
  }

  // Switching on opens, switching off closes; of several presses the last one counts.
  setMic = (on) => this.#set("mic", on);
  setCamera = (on) => this.#set("camera", on);
  chooseMic = (id) => this.#choose("mic", id);
  chooseCamera = (id) => this.#choose("camera", id);
  shareScreen = () => this.#screen.share();
  stopScreen = () => this.#screen.stop();

  /** Close everything. What was wished for is kept. */
  release() {
    this.#window.navigator.mediaDevices?.removeEventListener?.("devicechange", this.#replugged);
    for (const device of Object.values(this.#devices)) device.close();
    this.#screen.stop();
  }

  /** `{mics, cameras, speakers}`, each `[{id, label}]`. Browsers tell names only once something has been opened. */
  devices() {
    return listDevices(this.#window.navigator.mediaDevices);
  }

  async #set(kind, on) {
    this.#wishes.set(kind, Boolean(on));
    if (!on) this.#devices[kind].close();
    else if (!this.#devices[kind].track) await this.#open(kind);
  }

  async #choose(kind, id) {
    this.#wishes.set(`${kind}Id`, id);
    if (this.#wishes.get(kind)) await this.#open(kind);
  }

  #open(kind) {
    return this.#devices[kind].open(this.#wishes.get(`${kind}Id`));
  }

  // The default one takes over by itself; the chosen one is remembered for when it comes back.
  async #lost(kind) {
    await this.#devices[kind].open("");
    this.#tell("change", { kind, lost: true });
  }

  #replugged = () => {
    this.#tell("devices");
    for (const [kind, device] of Object.entries(this.#devices)) {
      if (this.#wishes.get(kind) && device.problem === "no_device") this.#open(kind);
    }
  };

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
