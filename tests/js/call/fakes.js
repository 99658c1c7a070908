/** Stand-ins for the browser's parts of a call and for the room's server. Each does what its specification says, and no more. */

export const settle = async (turns = 60) => {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((done) => setImmediate(done));
};

/** Time that passes when it is told to. */
export class Clock {
  at = 0;
  #timers = new Map();
  #next = 1;

  now = () => this.at;
  setTimeout = (act, delay) => this.#set(act, delay, null);
  setInterval = (act, every) => this.#set(act, every, every);
  clearTimeout = (id) => this.#timers.delete(id);
  clearInterval = (id) => this.#timers.delete(id);

  get running() {
    return this.#timers.size;
  }

  #set(act, delay, every) {
    const id = this.#next++;
    this.#timers.set(id, { act, due: this.at + delay, every });
    return id;
  }

  /** Let `ms` pass; what is promised on the way is kept before the next timer. */
  async pass(ms) {
    const end = this.at + ms;
    for (;;) {
      const [id, timer] = [...this.#timers].sort(([, a], [, b]) => a.due - b.due)[0] ?? [];
      if (!timer || timer.due > end) break;
      this.at = timer.due;
      if (timer.every) timer.due += timer.every;
      else this.#timers.delete(id);
      timer.act();
      await settle(8);
    }
    this.at = end;
    await settle(8);
  }
}

/** A room without a server: what one page's socket says, the other hears. */
export class Room {
  sockets = { learner: null, instructor: null };
  log = [];

  other(role) {
    return this.sockets[role === "learner" ? "instructor" : "learner"];
  }
}

export class FakeSocket extends EventTarget {
  state = "idle";

  constructor(room, role) {
    super();
    this.room = room;
    this.role = role;
  }

  open() {
    this.state = "open";
    this.room.sockets[this.role] = this;
    const other = this.room.other(this.role);
    this.hear({ type: "welcome", you: this.role, peer_present: Boolean(other), polite: this.role === "learner", script_visible: false });
    other?.hear({ type: "peer.joined" });
  }

  /** The connection is lost; `open` brings it back. */
  drop() {
    this.#leave("waiting");
    this.dispatchEvent(new CustomEvent("stale"));
  }

  close() {
    if (this.state === "closed") return;
    this.#leave("closed");
    this.dispatchEvent(new CustomEvent("closed", { detail: { code: 1000 } }));
  }

  send(frame) {
    if (this.state !== "open") return false;
    this.room.log.push({ from: this.role, ...frame.data });
    this.room.other(this.role)?.hear(JSON.parse(JSON.stringify(frame)));
    return true;
  }

  // As over a network: never before the present turn has ended.
  hear(frame) {
    queueMicrotask(() => this.state === "open" && this.dispatchEvent(new CustomEvent("message", { detail: frame })));
  }

  #leave(state) {
    const was = this.state;
    this.state = state;
    if (was !== "open" || this.room.sockets[this.role] !== this) return;
    this.room.sockets[this.role] = null;
    this.room.other(this.role)?.hear({ type: "peer.left" });
  }
}

export class FakeTrack extends EventTarget {
  readyState = "live";
  contentHint = "";

  constructor(kind, deviceId = "default") {
    super();
    this.kind = kind;
    this.deviceId = deviceId;
  }

  getSettings() {
    return { deviceId: this.deviceId };
  }

  stop() {
    this.readyState = "ended";
  }

  unplug() {
    this.readyState = "ended";
    this.dispatchEvent(new Event("ended"));
  }
}

export class FakeChannel extends EventTarget {
  readyState = "connecting";
  bufferedAmount = 0;
  twin = null;
  /** Holds what is sent until it is let go: a slow network. */
  isSlow = false;

  constructor(label) {
    super();
    this.label = label;
  }

  send(data) {
    if (this.readyState !== "open") throw new DOMException("not open", "InvalidStateError");
    const size = typeof data === "string" ? data.length : data.byteLength;
    if (this.isSlow) this.bufferedAmount += size;
    const copy = typeof data === "string" ? data : data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength);
    queueMicrotask(() => this.twin?.receive(copy));
  }

  receive(data) {
    if (this.readyState === "open" && !this.isCut) this.dispatchEvent(Object.assign(new Event("message"), { data }));
  }

  drain() {
    this.bufferedAmount = 0;
    this.dispatchEvent(new Event("bufferedamountlow"));
  }

  arrive() {
    if (this.readyState !== "connecting") return;
    this.readyState = "open";
    this.dispatchEvent(new Event("open"));
  }

  close() {
    const { twin } = this;
    this.end();
    twin?.end();
  }

  end() {
    if (this.readyState === "closed") return;
    this.readyState = "closed";
    queueMicrotask(() => this.dispatchEvent(new Event("close")));
  }
}

class FakeSender {
  track = null;
  parameters = { encodings: [{}] };
  streams = [];

  constructor(connection) {
    this.connection = connection;
  }

  async replaceTrack(track) {
    if (this.connection.signalingState === "closed") throw new DOMException("closed", "InvalidStateError");
    this.track = track;
  }

  getParameters() {
    return structuredClone(this.parameters);
  }

  async setParameters(parameters) {
    this.parameters = parameters;
  }

  setStreams(...streams) {
    this.streams = streams;
  }
}

class FakeTransceiver {
  currentDirection = null;

  constructor(connection, kind, direction) {
    this.kind = kind;
    this.direction = direction;
    this.sender = new FakeSender(connection);
    this.receiver = { track: new FakeTrack(kind) };
  }
}

let made = 0;

/**
 * A peer connection whose descriptions are JSON in `sdp`: enough of JSEP for negotiation, rollback, ICE restarts and data
 * channels. Two are connected when each has the other's description with the other's present fragment, and a candidate.
 */
export class FakePeerConnection extends EventTarget {
  static all = [];
  static isDark = false; // as isDead, for all that are yet to be made
  static get(fingerprint) {
    return this.all.find((each) => each.fingerprint === fingerprint && each.signalingState !== "closed");
  }

  signalingState = "stable";
  connectionState = "new";
  iceConnectionState = "new";
  currentLocalDescription = null;
  currentRemoteDescription = null;
  pendingLocalDescription = null;
  pendingRemoteDescription = null;
  candidates = [];
  isDead = FakePeerConnection.isDark; // no way to the other
  #transceivers = [];
  #channels = [];
  #fragment = 1;
  #restarts = false;
  #needed = false;

  constructor(configuration) {
    super();
    this.configuration = configuration;
    this.fingerprint = `AA:${++made}`;
    FakePeerConnection.all.push(this);
  }

  get localDescription() {
    return this.pendingLocalDescription ?? this.currentLocalDescription;
  }

  get remoteDescription() {
    return this.pendingRemoteDescription ?? this.currentRemoteDescription;
  }

  setConfiguration(configuration) {
    this.configuration = configuration;
  }

  addTransceiver(kind, { direction = "sendrecv" } = {}) {
    const transceiver = new FakeTransceiver(this, kind, direction);
    this.#transceivers.push(transceiver);
    this.#need();
    return transceiver;
  }

  getTransceivers() {
    return [...this.#transceivers];
  }

  createDataChannel(label) {
    const channel = new FakeChannel(label);
    this.#channels.push(channel);
    this.#need();
    return channel;
  }

  get channels() {
    return this.#channels;
  }

  restartIce() {
    this.#restarts = true;
    this.#need();
  }

  async setLocalDescription(given) {
    await null;
    this.#live();
    if (given?.type === "rollback") {
      this.#rollback();
      return;
    }
    const type = this.signalingState === "have-remote-offer" ? "answer" : "offer";
    if (type === "offer" && this.#restarts) this.#fragment += 1;
    this.#restarts = type === "offer" ? false : this.#restarts;
    if (type === "answer" && this.answersAnew) this.#fragment += 1;
    const kinds = this.#transceivers.map((each) => `m=${each.kind} ${each.direction}`);
    const lines = [`a=fingerprint:${this.fingerprint}`, `a=ice-ufrag:${this.fingerprint}.${this.#fragment}`, ...kinds];
    const description = { type, sdp: `${lines.join("\r\n")}\r\n` };
    if (type === "offer") {
      this.pendingLocalDescription = description;
      this.#become("have-local-offer");
    } else this.#agree(description, this.pendingRemoteDescription);
    this.#gather();
  }

  async setRemoteDescription({ type, sdp }) {
    await null;
    this.#live();
    if (!/^a=fingerprint:/m.test(sdp)) throw new DOMException("no description", "OperationError");
    const before = this.currentRemoteDescription && /fingerprint:(\S+)/.exec(this.currentRemoteDescription.sdp)[1];
    if (before && before !== /fingerprint:(\S+)/.exec(sdp)[1]) throw new DOMException("another one", "InvalidAccessError");
    if (type === "answer") {
      if (this.signalingState !== "have-local-offer") throw new DOMException("no offer", "InvalidStateError");
      this.#agree(this.pendingLocalDescription, { type, sdp });
      return;
    }
    if (this.signalingState === "have-local-offer") this.#rollback();
    const fragment = /ice-ufrag:(\S+)/.exec(sdp)[1];
    this.answersAnew = this.currentRemoteDescription !== null && !this.currentRemoteDescription.sdp.includes(fragment);
    this.pendingRemoteDescription = { type, sdp };
    const kinds = [...sdp.matchAll(/^m=(audio|video)/gm)].map(([, kind]) => kind);
    for (const kind of kinds.slice(this.#transceivers.length)) {
      this.#transceivers.push(new FakeTransceiver(this, kind, "recvonly"));
    }
    this.#become("have-remote-offer");
    this.#tracks();
  }

  async addIceCandidate(candidate) {
    await null;
    this.#live();
    if (!this.remoteDescription) throw new DOMException("no description", "InvalidStateError");
    if (candidate.candidate.includes("nonsense")) throw new DOMException("nonsense", "OperationError");
    this.candidates.push(candidate.candidate);
    this.#meet();
  }

  async getStats() {
    return new Map([["one", { type: "fake", id: this.fingerprint }]]);
  }

  close() {
    if (this.signalingState === "closed") return;
    this.signalingState = this.connectionState = this.iceConnectionState = "closed";
    for (const channel of this.#channels) {
      channel.readyState = "closed"; // a close of one's own fires no event here
      if (!this.isDead) channel.twin?.end();
    }
  }

  /** What a browser notices by itself. */
  ice(state) {
    this.iceConnectionState = state;
    this.connectionState = { connected: "connected", checking: "connecting" }[state] ?? state;
    this.dispatchEvent(new Event("iceconnectionstatechange"));
    this.dispatchEvent(new Event("connectionstatechange"));
  }

  get #twin() {
    const [, fingerprint] = /fingerprint:(\S+)/.exec(this.currentRemoteDescription?.sdp ?? "") ?? [];
    return fingerprint ? FakePeerConnection.get(fingerprint) : null;
  }

  #live() {
    if (this.signalingState === "closed") throw new DOMException("closed", "InvalidStateError");
  }

  #become(state) {
    if (this.signalingState === state) return;
    this.signalingState = state;
    this.dispatchEvent(new Event("signalingstatechange"));
    if (state === "stable" && this.#needed) this.#need();
  }

  #rollback() {
    if (this.pendingLocalDescription && this.#fragment > 1) this.#restarts = this.#needed = true;
    this.pendingLocalDescription = null;
    this.signalingState = "stable";
  }

  #need() {
    this.#needed = true;
    queueMicrotask(() => {
      if (!this.#needed || this.signalingState !== "stable") return;
      this.#needed = false;
      this.dispatchEvent(new Event("negotiationneeded"));
    });
  }

  #agree(local, remote) {
    this.currentLocalDescription = local;
    this.currentRemoteDescription = remote;
    this.pendingLocalDescription = this.pendingRemoteDescription = null;
    for (const transceiver of this.#transceivers) transceiver.currentDirection = transceiver.direction;
    this.#become("stable");
    if (remote.type === "answer") this.#tracks();
    this.#meet();
  }

  #tracks() {
    for (const transceiver of this.#transceivers) {
      if (transceiver.isTold) continue;
      transceiver.isTold = true;
      this.dispatchEvent(Object.assign(new Event("track"), { track: transceiver.receiver.track, transceiver }));
    }
  }

  #gather() {
    const { sdp } = this.localDescription;
    setImmediate(() => {
      if (this.signalingState === "closed") return;
      const candidate = `candidate:1 ${/ice-ufrag:(\S+)/.exec(sdp)[1]}`;
      for (const found of [{ candidate, sdpMid: "0", sdpMLineIndex: 0 }, null]) {
        this.dispatchEvent(Object.assign(new Event("icecandidate"), { candidate: found }));
      }
    });
  }

  // Both know each other as they are now, and have heard a candidate.
  #meet() {
    const twin = this.#twin;
    if (!twin || !this.#knows(twin) || !twin.#knows(this) || this.isDead || twin.isDead) return;
    if (!this.candidates.length && !twin.candidates.length) return;
    for (const one of [this, twin]) if (one.connectionState !== "connected") one.ice("connected");
    const [maker, taker] = this.#channels.some(({ twin: other }) => !other) ? [this, twin] : [twin, this];
    for (const channel of maker.#channels.filter(({ twin: other, readyState }) => !other && readyState === "connecting")) {
      channel.twin = new FakeChannel(channel.label);
      channel.twin.twin = channel;
      taker.#channels.push(channel.twin);
      taker.dispatchEvent(Object.assign(new Event("datachannel"), { channel: channel.twin }));
      channel.twin.arrive();
      channel.arrive();
    }
  }

  #knows(other) {
    const said = this.currentRemoteDescription?.sdp;
    return Boolean(said) && said === other.currentLocalDescription?.sdp;
  }
}
