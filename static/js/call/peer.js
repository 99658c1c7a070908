import { candidateIn, descriptionIn, fragmentOf } from "./sdp.js";

const CANDIDATES = 100;

/**
 * The perfect negotiation of one RTCPeerConnection. One thing at a time, in the order in which it came.
 *
 * Events: `say` (detail: what the other must get), `broken` (what the other said could not be followed).
 */
export class Peer extends EventTarget {
  #connection;
  #isPolite;
  #adapt;
  #line = Promise.resolve();
  #early = [];
  #candidates = 0;
  #ignores = false;

  /** `adapt` is called between an offer of the other and the answer. */
  constructor(connection, { isPolite, adapt }) {
    super();
    this.#connection = connection;
    this.#isPolite = isPolite;
    this.#adapt = adapt;
    connection.addEventListener("negotiationneeded", () => this.#then(() => this.#offer()));
    connection.addEventListener("icecandidate", ({ candidate }) => this.#say({ candidate: plain(candidate) }));
  }

  /** An offer has gone out and no answer has come. */
  get isAsking() {
    return this.#connection.signalingState === "have-local-offer";
  }

  /** Follow a description or a candidate of the other's. Anything else is dropped. */
  hear(data) {
    const description = descriptionIn(data);
    const candidate = candidateIn(data);
    if (description) this.#then(() => this.#describe(description));
    else if (candidate) this.#then(() => this.#add(candidate));
  }

  /** Say the offer again that nobody has answered; or make one with new candidates. */
  restart(configuration = null) {
    this.#then(() => {
      if (this.isAsking) this.repeat();
      else if (this.#connection.remoteDescription) this.#restart(configuration);
    });
  }

  repeat() {
    if (this.isAsking) this.#sayDescription();
  }

  #then(act) {
    this.#line = this.#line.then(() => (this.#isOver ? null : act())).catch((error) => {
      if (!this.#isOver) this.dispatchEvent(new CustomEvent("broken", { detail: error.message }));
    });
  }

  get #isOver() {
    return this.#connection.signalingState === "closed";
  }

  #restart(configuration) {
    try {
      if (configuration) this.#connection.setConfiguration(configuration);
    } catch {
      // The old servers will have to do.
    }
    this.#connection.restartIce();
  }

  async #offer() {
    if (this.#connection.signalingState !== "stable") return; // it is asked for again when it is
    await this.#connection.setLocalDescription();
    this.#sayDescription();
  }

  async #describe(description) {
    const isOffer = description.type === "offer";
    this.#ignores = isOffer && this.isAsking && !this.#isPolite;
    if (this.#ignores || (!isOffer && !this.#isAwaited(description))) return;
    this.#candidates = 0;
    await this.#connection.setRemoteDescription(description);
    if (isOffer) {
      this.#adapt();
      await this.#connection.setLocalDescription();
      this.#sayDescription();
    }
    for (const candidate of this.#early.splice(0)) await this.#add(candidate);
  }

  // An offer that was said twice is answered twice; the second answer may come after the next offer.
  #isAwaited(answer) {
    const before = fragmentOf(this.#connection.currentRemoteDescription);
    return this.isAsking && (!before || before !== fragmentOf(answer));
  }

  async #add(candidate) {
    if (!this.#connection.remoteDescription) {
      if (this.#early.length < CANDIDATES) this.#early.push(candidate);
      return;
    }
    this.#candidates += 1;
    if (this.#ignores || this.#candidates > CANDIDATES) return;
    try {
      await this.#connection.addIceCandidate(candidate);
    } catch {
      // One of an earlier restart, or nonsense: the others may still do.
    }
  }

  #sayDescription() {
    const { type, sdp } = this.#connection.localDescription;
    this.#say({ description: { type, sdp } });
  }

  #say(detail) {
    this.dispatchEvent(new CustomEvent("say", { detail }));
  }
}

function plain(found) {
  if (!found) return null;
  const { candidate, sdpMid, sdpMLineIndex } = found;
  return { candidate, sdpMid, sdpMLineIndex };
}
