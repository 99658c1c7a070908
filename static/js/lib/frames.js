/** What goes over our websockets: objects with a `type`, some of them numbered by `seq`. */

/** The websocket address of a path on this site. */
export function socketUrl(path, location = globalThis.location) {
  const url = new URL(path, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

/** The frame in `data`, or null for anything that is not one. */
export function readFrame(data) {
  try {
    const frame = JSON.parse(data);
    return typeof frame?.type === "string" ? frame : null;
  } catch {
    return null;
  }
}

/** Notices a missing frame. Frames without a number are not counted. */
export class Sequence {
  #last = null;

  restart() {
    this.#last = null;
  }

  misses(frame) {
    if (!Number.isInteger(frame.seq)) return false;
    const gap = this.#last !== null && frame.seq !== this.#last + 1;
    this.#last = frame.seq;
    return gap;
  }
}
