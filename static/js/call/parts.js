/** Messages cut into parts: the first byte of a part is 0 (more follows) or 1 (the last). */

export const PART_BYTES = 16 * 1024;
export const MESSAGE_BYTES = 4 * 1024 * 1024;

const MORE = 0;
const LAST = 1;

/** The parts of `message`, a Uint8Array. */
export function* cut(message) {
  const room = PART_BYTES - 1;
  for (let from = 0; from === 0 || from < message.length; from += room) {
    const piece = message.subarray(from, from + room);
    const part = new Uint8Array(piece.length + 1);
    part[0] = from + room < message.length ? MORE : LAST;
    part.set(piece, 1);
    yield part;
  }
}

/** Puts parts together again. Throws RangeError for what no honest page sends. */
export class Joiner {
  #pieces = [];
  #length = 0;

  /** The message that `part` (an ArrayBuffer) completes, or null. */
  take(part) {
    const bytes = new Uint8Array(part);
    if (!bytes.length || bytes.length > PART_BYTES || bytes[0] > LAST) throw new RangeError("no part");
    // A part that brings nothing and ends nothing could come for ever.
    if (bytes[0] === MORE && bytes.length === 1) throw new RangeError("empty part");
    this.#length += bytes.length - 1;
    if (this.#length > MESSAGE_BYTES) throw new RangeError("too much");
    this.#pieces.push(bytes.subarray(1));
    return bytes[0] === LAST ? this.#complete() : null;
  }

  reset() {
    this.#pieces = [];
    this.#length = 0;
  }

  #complete() {
    const message = new Uint8Array(this.#length);
    let at = 0;
    for (const piece of this.#pieces) {
      message.set(piece, at);
      at += piece.length;
    }
    this.reset();
    return message;
  }
}
