import { Joiner, MESSAGE_BYTES, cut } from "./parts.js";

export const TEXT_BYTES = 16 * 1024;

const encoder = new TextEncoder();

/** JSON objects as texts. */
export class Texts {
  /** What goes over the wire for `value`. Throws RangeError when it is too much. */
  encode(value) {
    const text = JSON.stringify(value);
    if (encoder.encode(text).length > TEXT_BYTES) throw new RangeError("more than a message may hold");
    return [text];
  }

  /** The object in `data`. Throws for anything else. */
  decode(data) {
    if (typeof data !== "string" || encoder.encode(data).length > TEXT_BYTES) throw new RangeError("no message");
    const value = JSON.parse(data);
    if (value === null || typeof value !== "object" || Array.isArray(value)) throw new TypeError("no object");
    return value;
  }

  reset() {}
}

/** Byte arrays, in parts. */
export class Bytes {
  #joiner = new Joiner();

  encode(value) {
    if (value.length > MESSAGE_BYTES) throw new RangeError("more than a message may hold");
    return cut(value);
  }

  /** The message that `data` completes, or null. */
  decode(data) {
    if (!(data instanceof ArrayBuffer)) throw new TypeError("no bytes");
    return this.#joiner.take(data);
  }

  reset() {
    this.#joiner.reset();
  }
}

/** Bytes that `data` takes on the wire. */
export function sizeOf(data) {
  return typeof data === "string" ? encoder.encode(data).length : data.byteLength;
}
