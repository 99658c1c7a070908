/** Stand-ins for what only a browser with a microphone has. Each does what the specification says, and no more. */

export class FakeTrack extends EventTarget {
  readyState = "live";

  constructor(deviceId = "built-in") {
    super();
    this.deviceId = deviceId;
  }

  getSettings() {
    return { deviceId: this.deviceId };
  }

  stop() {
    this.readyState = "ended"; // a stop of one's own fires no event
  }

  unplug() {
    this.readyState = "ended";
    this.dispatchEvent(new Event("ended"));
  }
}

export class FakeStream {
  constructor(track = new FakeTrack()) {
    this.track = track;
  }

  getTracks() {
    return [this.track];
  }

  getAudioTracks() {
    return [this.track];
  }
}

export class FakeMediaRecorder extends EventTarget {
  static supported = ["audio/webm;codecs=opus"];
  static last;

  static isTypeSupported(type) {
    return this.supported.includes(type);
  }

  state = "inactive";

  constructor(stream, { mimeType = "audio/webm" } = {}) {
    super();
    this.mimeType = mimeType;
    this.pending = "";
    FakeMediaRecorder.last = this;
  }

  start(slice) {
    this.slice = slice;
    this.state = "recording";
  }

  /** Sound arrives; a slice is handed out by `emit`. */
  hear(sound) {
    if (this.state === "recording") this.pending += sound;
  }

  emit() {
    const data = new Blob([this.pending], { type: this.mimeType });
    this.pending = "";
    this.dispatchEvent(Object.assign(new Event("dataavailable"), { data }));
  }

  requestData() {
    if (this.state === "inactive") throw new DOMException("inactive", "InvalidStateError");
    this.emit();
  }

  pause() {
    this.state = "paused";
  }

  resume() {
    this.state = "recording";
  }

  stop() {
    if (this.state === "inactive") return;
    this.state = "inactive";
    queueMicrotask(() => {
      this.emit();
      this.dispatchEvent(new Event("stop"));
    });
  }

  fail() {
    this.state = "inactive";
    this.dispatchEvent(new Event("error"));
    this.emit();
    this.dispatchEvent(new Event("stop"));
  }
}

/** Locks of one browser, shared by the tabs that are given the same `held`. */
export function fakeLocks(held = new Set()) {
  return {
    async request(name, { ifAvailable }, act) {
      if (held.has(name)) return ifAvailable ? act(null) : undefined;
      held.add(name);
      try {
        return await act({ name });
      } finally {
        held.delete(name);
      }
    },
    async query() {
      return { held: [...held].map((name) => ({ name })) };
    },
  };
}

export function fakeNetwork() {
  const network = Object.assign(new EventTarget(), { navigator: { onLine: true } });
  network.go = (state) => {
    network.navigator.onLine = state === "online";
    network.dispatchEvent(new Event(state));
  };
  return network;
}
