import { Allowance } from "./allowance.js";
import { Bytes, Texts, sizeOf } from "./codecs.js";

const FULL = 1024 * 1024;
const LOW = 256 * 1024;
const QUEUED = 16 * 1024 * 1024;

/**
 * One of the data channels between the pages. It outlives the channel: each round of the connection attaches a new one.
 *
 * Events: `open`, `close`, `message` (an object, or a Uint8Array for the script), `fault` (detail: the reason; the
 * channel is closed).
 */
export class Link extends EventTarget {
  /** Bytes over the wire so far. */
  sent = 0;
  received = 0;
  #codec;
  #channel = null;
  #queue = [];
  #queued = 0;
  #allowance;

  constructor(name, { now } = {}) {
    super();
    this.name = name;
    this.#allowance = new Allowance(name === "script" ? "bytes" : "text", now);
    this.#codec = name === "script" ? new Bytes() : new Texts();
  }

  get isOpen() {
    return this.#channel?.readyState === "open";
  }

  /**
   * Whether `value` is on its way. Throws RangeError for more than a message may hold. What waits here when the round
   * ends is lost: whoever needs it compares notes on `open`.
   */
  send(value) {
    const parts = this.#codec.encode(value);
    if (!this.isOpen || this.#queued > QUEUED) return false;
    for (const part of parts) {
      this.#queue.push(part);
      this.#queued += sizeOf(part);
    }
    this.#pump();
    return this.isOpen;
  }

  /** Use `channel`, of the present round, from now on. */
  attach(channel) {
    this.detach();
    this.#channel = channel;
    channel.binaryType = "arraybuffer";
    channel.bufferedAmountLowThreshold = LOW;
    const present = (act) => (event) => this.#channel === channel && act(event);
    channel.addEventListener("open", present(() => this.#tell("open")));
    channel.addEventListener("close", present(() => this.detach(channel)));
    channel.addEventListener("bufferedamountlow", present(() => this.#pump()));
    channel.addEventListener("message", present(({ data }) => this.#hear(data)));
    if (channel.readyState === "open") this.#tell("open");
  }

  /** Let go of `channel`, if it is still in use: a round that is over may not be heard any more. */
  detach(channel = this.#channel) {
    if (!channel || channel !== this.#channel) return;
    this.#channel = null;
    this.#queue = [];
    this.#queued = 0;
    this.#codec.reset();
    this.#tell("close");
  }

  #pump() {
    while (this.#queue.length && this.isOpen && this.#channel.bufferedAmount < FULL) {
      const part = this.#queue.shift();
      const size = sizeOf(part);
      this.#queued -= size;
      try {
        this.#channel.send(part);
      } catch (error) {
        this.#fail(error);
        return;
      }
      this.sent += size;
    }
  }

  #hear(data) {
    // What is too much is passed over unread; who misses something of it compares notes, as after an outage.
    if (typeof data === "string" && !this.#allowance.take()) return;
    let message;
    try {
      this.received += sizeOf(data);
      message = this.#codec.decode(data);
    } catch (error) {
      this.#fail(error);
      return;
    }
    if (message === null || (typeof data !== "string" && !this.#allowance.take())) return;
    this.#tell("message", message);
  }

  // Closing it tells the other side, too, that this round is of no use any more.
  #fail(error) {
    const channel = this.#channel;
    this.detach();
    channel.close();
    this.#tell("fault", error.message);
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
