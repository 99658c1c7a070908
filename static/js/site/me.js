import { socketUrl } from "../lib/frames.js";
import { ReconnectingSocket } from "../lib/socket.js";

const EVENTS = ["open", "message", "stale", "gap", "closed"];

/** One connection for all modules of a page. Each takes a share, which it opens and closes like a socket of its own. */
export class SharedSocket {
  #make;
  #socket = null;
  #shares = new Set();

  /** @param {() => EventTarget} make makes a ReconnectingSocket, not opened yet */
  constructor(make) {
    this.#make = make;
  }

  share() {
    return new Share(this);
  }

  /** Called by a share; returns the socket that it hears from now on. */
  join(share) {
    if (!this.#socket || this.#socket.state === "closed") this.#socket = this.#make();
    this.#shares.add(share);
    return this.#socket;
  }

  /** Called by a share: the last one that leaves closes the connection. */
  leave(share) {
    this.#shares.delete(share);
    if (this.#shares.size) return;
    this.#socket?.close();
    this.#socket = null;
  }
}

/** Speaks as ReconnectingSocket does; who joins a connection that stands hears `open` all the same. */
class Share extends EventTarget {
  state = "idle";
  #line;
  #socket = null;

  constructor(line) {
    super();
    this.#line = line;
  }

  open() {
    if (this.state !== "idle") return;
    this.state = "open";
    this.#socket = this.#line.join(this);
    const stands = this.#socket.state === "open";
    for (const type of EVENTS) this.#socket.addEventListener(type, this.#pass);
    this.#socket.open();
    if (stands) queueMicrotask(() => this.#tell("open", { again: false }));
  }

  /** Leave for good. Safe to call twice. */
  close() {
    if (this.state === "closed") return;
    this.#release();
    this.#tell("closed", { code: 1000 });
  }

  #pass = ({ type, detail }) => {
    if (type === "closed") this.#release();
    this.#tell(type, detail);
  };

  #release() {
    this.state = "closed";
    for (const type of EVENTS) this.#socket?.removeEventListener(type, this.#pass);
    this.#line.leave(this);
  }

  #tell(type, detail) {
    if (this.state === "closed" && type !== "closed") return;
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

const line = new SharedSocket(() => new ReconnectingSocket(socketUrl("/ws/me/")));

/** A share of the page's one socket for the person's own news: scripts and consults. */
export function mySocket() {
  return line.share();
}
