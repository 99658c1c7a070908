import { byTestId, setState, text } from "../lib/dom.js";
import { offerDevices } from "./device_list.js";
import { Meter } from "./meter.js";
import { outsideLink } from "./microphone_errors.js";

/** So long without a voice, while recording, is worth a word (milliseconds). */
const SILENCE = 7000;

/**
 * Opens the microphone for the person: asks, shows the level, offers the devices, says what is wrong and what to do.
 * `data-state`: off, asking, on, resting, failed.
 */
export class MicrophonePanel {
  isRecording = false;
  #root;
  #microphone;
  #say;
  #window;
  #devices;
  #meter;
  #opening = null;
  #chosen = "";

  constructor(root, { microphone, say, window }) {
    this.#root = root;
    this.#microphone = microphone;
    this.#say = say;
    this.#window = window;
    this.#devices = byTestId(root, "mic-device");
    this.#meter = new Meter(byTestId(root, "mic-level"), {
      read: () => microphone.level(), window, onFrame: (frame) => this.#look(frame),
    });
    microphone.addEventListener("lost", () => this.fail("lost"));
    this.#devices.addEventListener("change", () => this.#choose(this.#devices.value));
    byTestId(root, "mic-retry").addEventListener("click", () => this.#choose(""));
    byTestId(root, "copy-address").addEventListener("click", () => this.#copy());
  }

  /** Whether the microphone is on. Every reason why it is not stands in the panel then. */
  async open() {
    if (this.#microphone.isOpen) return true;
    this.#opening ??= this.#open();
    return this.#opening;
  }

  /** Open anew for a take: what was unplugged or went quiet since the check is found now, not in the answer. */
  async reopen() {
    this.close();
    return this.open();
  }

  /** While the question is heard: an open microphone turns headsets and phones to the sound of a call. */
  rest() {
    if (!["on", "asking"].includes(this.#root.dataset.state)) return;
    this.close();
    this.#become("resting", "mic_resting");
  }

  #choose(deviceId) {
    this.#chosen = deviceId;
    return this.reopen();
  }

  async #open() {
    this.#become("asking", "mic_asking");
    try {
      await this.#microphone.open(this.#chosen);
    } catch (error) {
      this.fail(error.code);
    }
    if (!this.#microphone.isOpen) return false; // failed, or left meanwhile
    this.#opening = null;
    this.#become("on", "mic_check");
    this.#meter.start();
    const devices = await this.#microphone.devices().catch(() => []);
    offerDevices(this.#devices, devices, { current: this.#microphone.deviceId, say: this.#say });
    return true;
  }

  close() {
    this.#opening = null;
    this.#microphone.release();
    this.#meter.stop();
    this.#become("off");
  }

  /** Show the sentence for a code of MICROPHONE_CODES. */
  fail(code) {
    this.close();
    this.#become("failed");
    text(this.#root.querySelector("[data-problem]"), this.#say(code));
    const inApp = code === "in_app_browser";
    const link = inApp && outsideLink(this.#window.location.href, this.#window.navigator.userAgent);
    byTestId(this.#root, "open-outside").hidden = !link;
    if (link) byTestId(this.#root, "open-outside").href = link;
    byTestId(this.#root, "copy-address").hidden = !inApp;
    byTestId(this.#root, "mic-retry").hidden = inApp || code === "insecure" || code === "unsupported";
  }

  #become(state, sentence) {
    setState(this.#root, state);
    this.#root.querySelector("[data-failed]").hidden = state !== "failed";
    text(this.#root.querySelector("[data-hint]"), sentence ? this.#say(sentence) : "");
  }

  #look({ level, silence }) {
    this.#root.style.setProperty("--level", level.toFixed(2));
    const isHeard = byTestId(this.#root, "mic-level").dataset.state === "heard";
    const quiet = this.isRecording && silence > SILENCE;
    text(this.#root.querySelector("[data-hint]"), this.#say(quiet ? "mic_quiet" : isHeard ? "mic_works" : "mic_check"));
  }

  async #copy() {
    const button = byTestId(this.#root, "copy-address");
    const done = await this.#window.navigator.clipboard?.writeText(this.#window.location.href).then(() => true, () => false);
    text(button, done ? this.#say("copied") : this.#window.location.href);
  }
}
