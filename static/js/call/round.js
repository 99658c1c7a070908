import { Channels } from "./channels.js";
import { Peer } from "./peer.js";
import { fingerprintOf } from "./sdp.js";
import { KINDS, MEDIA, limit, put } from "./senders.js";

const TROUBLE = new Set(["disconnected", "failed", "closed"]);

/**
 * One RTCPeerConnection from its making to its end, with its transceivers and channels.
 *
 * Events: `say` (detail: what the other page must get), `track` ({kind, track}), `change` (look at `isUp` and
 * `isTroubled`), `broken` (of no use any more).
 */
export class Round extends EventTarget {
  #connection;
  #tracks;
  #peer;
  #streams;
  #channels;
  #isClosed = false;
  hasBeenUp = false;

  /** `tracks` are the present ones by kind; `isMaker` is the one who makes transceivers and channels, and offers. */
  constructor({ connection, isMaker, links, tracks, MediaStream }) {
    super();
    this.#connection = connection;
    this.#channels = new Channels({ links, changed: () => this.#tell("change"), closed: () => this.#tell("broken") });
    this.#tracks = tracks;
    const [faces, screen] = MediaStream ? [new MediaStream(), new MediaStream()] : [];
    this.#streams = { mic: faces, camera: faces, screen }; // one stream keeps lips and voice together
    this.#peer = new Peer(connection, { isPolite: !isMaker, adapt: () => this.#adapt() });
    this.#peer.addEventListener("say", ({ detail }) => this.#tell("say", detail));
    this.#peer.addEventListener("broken", () => this.#tell("broken"));
    this.#watch();
    if (isMaker) this.#make();
  }

  get isUp() {
    const isUp = this.#connection.connectionState === "connected" && this.#channels.isOpen;
    this.hasBeenUp ||= isUp;
    return isUp;
  }

  get isTroubled() {
    const { iceConnectionState, connectionState } = this.#connection;
    return TROUBLE.has(iceConnectionState) || connectionState === "failed";
  }

  /** Whether the other page has answered. */
  get isMet() {
    return this.#connection.remoteDescription !== null;
  }

  get fingerprint() {
    return fingerprintOf(this.#connection.remoteDescription);
  }

  hear(data) {
    this.#peer.hear(data);
  }

  /** Find new ways to the other, through `configuration` if there is a new one. */
  restart(configuration = null) {
    if (!this.#isClosed) this.#peer.restart(configuration);
  }

  /** Say the offer again if nobody has answered it. */
  repeat() {
    this.#peer.repeat();
  }

  async put(kind) {
    const sender = this.#connection.getTransceivers()[KINDS.indexOf(kind)]?.sender;
    return !this.#isClosed && Boolean(sender) && put(sender, kind, this.#tracks[kind]);
  }

  async stats() {
    return this.#isClosed ? null : this.#connection.getStats();
  }

  close() {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#channels.detach();
    this.#connection.close();
  }

  #watch() {
    const on = (types, act) => types.split(" ").forEach((type) => this.#connection.addEventListener(type, act));
    on("connectionstatechange iceconnectionstatechange", () => this.#tell("change"));
    on("signalingstatechange", () => this.#connection.signalingState === "stable" && this.#limit());
    on("datachannel", ({ channel }) => this.#channels.take(channel));
    on("track", ({ track, transceiver }) => {
      const kind = KINDS[this.#connection.getTransceivers().indexOf(transceiver)];
      if (kind && MEDIA[kind] === track.kind) this.#tell("track", { kind, track });
    });
  }

  #make() {
    for (const kind of KINDS) {
      const streams = [this.#streams[kind]].filter(Boolean);
      this.#connection.addTransceiver(MEDIA[kind], { direction: "sendrecv", streams });
      this.put(kind);
    }
    this.#channels.make(this.#connection);
  }

  // Before the first answer: what is set afterwards would have to be negotiated again.
  #adapt() {
    for (const [index, transceiver] of this.#connection.getTransceivers().entries()) {
      const kind = KINDS[index];
      if (MEDIA[kind] !== transceiver.receiver.track.kind || transceiver.direction === "sendrecv") continue;
      transceiver.direction = "sendrecv";
      if (this.#streams[kind]) transceiver.sender.setStreams?.(this.#streams[kind]);
      this.put(kind);
    }
  }

  #limit() {
    for (const [index, { sender }] of this.#connection.getTransceivers().entries()) limit(sender, KINDS[index]);
  }

  #tell(type, detail) {
    if (this.#isClosed) return;
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
