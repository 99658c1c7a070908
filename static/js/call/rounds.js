import { Round } from "./round.js";

/** Makes rounds, each with fresh servers: what opens the old ones may have expired. */
export class Rounds {
  #ice;
  #parts;
  #links;
  #tracks;
  #known = {};

  constructor({ ice, RTCPeerConnection, MediaStream, links, tracks }) {
    this.#ice = ice;
    this.#parts = { RTCPeerConnection, MediaStream };
    this.#links = links;
    this.#tracks = tracks;
  }

  /** The configuration as it is now; out of reach or refused, the last one has to do. */
  async servers() {
    try {
      this.#known = await this.#ice();
    } catch {
      // The direct way may still be open.
    }
    return this.#known;
  }

  /** A new Round, or null when the browser makes none just now: the next try comes by itself. */
  make(isMaker) {
    const { RTCPeerConnection, MediaStream } = this.#parts;
    try {
      const connection = new RTCPeerConnection(this.#known);
      return new Round({ connection, isMaker, MediaStream, links: this.#links, tracks: this.#tracks });
    } catch {
      return null;
    }
  }
}
