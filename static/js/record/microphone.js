import { Loudness } from "../lib/loudness.js";
import { MicrophoneError, codeFor, missing } from "./microphone_errors.js";

/**
 * The open microphone: its stream, its level, its choice of devices.
 *
 * Events: `lost` (unplugged, or taken away by the system), `interrupted` and `resumed` (a phone call mutes the track).
 * At most one stream is open; `release` turns the browser's recording sign off.
 */
export class Microphone extends EventTarget {
  #window;
  #stream = null;
  #loudness;
  #opening = 0;

  constructor({ window = globalThis.window } = {}) {
    super();
    this.#window = window;
    this.#loudness = new Loudness(window.AudioContext);
  }

  get stream() {
    return this.#stream;
  }

  get isOpen() {
    return this.#stream !== null;
  }

  get deviceId() {
    return this.#stream?.getAudioTracks()[0]?.getSettings().deviceId ?? "";
  }

  /** Open `deviceId`, or the system's default. Throws MicrophoneError. A later call, or a release, wins over one under way. */
  async open(deviceId = "") {
    const code = missing(this.#window);
    if (code) throw new MicrophoneError(code);
    const turn = ++this.#opening;
    let stream;
    try {
      stream = await this.#window.navigator.mediaDevices.getUserMedia({ audio: constraints(deviceId) });
    } catch (error) {
      if (turn !== this.#opening) return this.#stream;
      throw new MicrophoneError(codeFor(error, this.#window.navigator.userAgent), error);
    }
    if (turn !== this.#opening) {
      stop(stream);
      return this.#stream;
    }
    this.#close();
    this.#stream = stream;
    this.#watch(stream.getAudioTracks()[0]);
    this.#loudness.measure(stream);
    return stream;
  }

  /** Microphones as `[{id, label}]`. Browsers tell labels only once one has been opened. */
  async devices() {
    const all = await this.#window.navigator.mediaDevices.enumerateDevices();
    return all.filter((device) => device.kind === "audioinput" && device.deviceId)
      .map((device) => ({ id: device.deviceId, label: device.label }));
  }

  /** Loudness just now, 0 (silence) to 1 (full scale), even to the ear. */
  level() {
    return this.#loudness.read();
  }

  /** Stop every track and the measurement; an opening under way will be closed when it arrives. */
  release() {
    this.#opening += 1;
    this.#close();
  }

  #close() {
    if (this.#stream) stop(this.#stream);
    this.#loudness.close();
    this.#stream = null;
  }

  #watch(track) {
    const present = (type) => () => this.#stream?.getAudioTracks()[0] === track && this.dispatchEvent(new Event(type));
    track.addEventListener("ended", present("lost"));
    track.addEventListener("mute", present("interrupted"));
    track.addEventListener("unmute", present("resumed"));
  }
}

function constraints(deviceId) {
  return {
    deviceId: deviceId ? { exact: deviceId } : undefined,
    channelCount: 1,
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
  };
}

function stop(stream) {
  for (const track of stream.getTracks()) track.stop();
}
