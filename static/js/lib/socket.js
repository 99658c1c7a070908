import { Backoff } from "./backoff.js";
import { Sequence, readFrame } from "./frames.js";

/** Close codes that end it for good: not logged in, not yours, no such, superseded by another tab, room closed. */
const FINAL_CODES = new Set([4401, 4403, 4404, 4408, 4410]);
const TOO_MANY_FRAMES = 4429;

/**
 * A websocket that comes back by itself. Frames are hints: on every `open` the page refetches what it shows.
 *
 * Events: `open` (detail.again: not the first time), `message` (detail: the frame), `stale` (the connection is lost or
 * silent; another follows), `gap` (frames were lost: refetch), `closed` (detail.code: it never comes back).
 * `state` is one of idle, connecting, open, waiting, closed.
 */
export class ReconnectingSocket extends EventTarget {
  state = "idle";
  #url;
  #options;
  #socket = null;
  #timers = new Map();
  #opened = 0;
  #sequence = new Sequence();

  /** `network` is the window. After `interval` ms of silence a ping goes out; `patience` ms later it is given up. */
  constructor(url, options = {}) {
    super();
    this.#url = url;
    const { WebSocket, window } = globalThis;
    this.#options = { WebSocket, network: window, backoff: new Backoff(), interval: 15_000, patience: 5000, ...options };
  }

  open() {
    if (this.state !== "idle") return;
    this.state = "waiting";
    this.#options.network.addEventListener("online", this.#online);
    this.#options.network.addEventListener("offline", this.#offline);
    if (this.#options.network.navigator.onLine) this.#connect();
  }

  /** Whether the frame went out; a frame sent while there is no connection is dropped, never queued. */
  send(frame) {
    if (this.state !== "open") return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Leave for good. Safe to call twice. */
  close(code = 1000) {
    if (this.state === "closed") return;
    this.state = "closed";
    this.#options.network.removeEventListener("online", this.#online);
    this.#options.network.removeEventListener("offline", this.#offline);
    this.#drop();
    this.#tell("closed", { code });
  }

  #online = () => {
    this.#options.backoff.reset();
    if (this.state === "waiting") this.#connect();
  };

  #offline = () => this.#lost(null);

  #connect() {
    this.#drop();
    this.state = "connecting";
    const socket = new this.#options.WebSocket(this.#url);
    this.#socket = socket;
    // A socket that was given up may still speak: only the present one is heard.
    const present = (act) => (event) => this.#socket === socket && act(event);
    socket.addEventListener("open", present(() => this.#arrived()));
    socket.addEventListener("message", present((event) => this.#heard(event.data)));
    socket.addEventListener("close", present((event) => this.#ended(event.code)));
    this.#listen();
  }

  #arrived() {
    this.state = "open";
    this.#opened += 1;
    this.#sequence.restart();
    this.#listen();
    this.#tell("open", { again: this.#opened > 1 });
  }

  #heard(data) {
    this.#listen();
    // Only a server that speaks counts as back: one that accepts and closes at once must not be hammered.
    this.#options.backoff.reset();
    const frame = readFrame(data);
    if (!frame) return;
    if (this.#sequence.misses(frame) || frame.type === "stale") this.#tell("gap");
    if (!["pong", "stale"].includes(frame.type)) this.#tell("message", frame);
  }

  #ended(code) {
    const { backoff } = this.#options;
    if (FINAL_CODES.has(code)) this.close(code);
    else this.#lost(code === TOO_MANY_FRAMES ? backoff.longest() : backoff.next());
  }

  #lost(delay) {
    if (this.state === "closed") return;
    const news = this.state !== "waiting";
    this.state = "waiting";
    this.#drop();
    if (delay !== null && this.#options.network.navigator.onLine) this.#later("retry", delay, () => this.#connect());
    if (news) this.#tell("stale");
  }

  #listen() {
    const { interval, patience, backoff } = this.#options;
    this.#later("ping", interval, () => this.send({ type: "ping" }));
    this.#later("silence", interval + patience, () => this.#lost(backoff.next()));
  }

  #later(name, delay, act) {
    clearTimeout(this.#timers.get(name));
    this.#timers.set(name, setTimeout(act, delay));
  }

  #drop() {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#socket?.close();
    this.#socket = null;
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
