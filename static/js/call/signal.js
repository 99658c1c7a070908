const PEER = { "peer.joined": "joined", "peer.left": "left" };

/**
 * The socket of a consult's room, typed. What is sent while it is down is dropped: who needs it says it again.
 *
 * Events: `up` and `down`, `welcome` (you, peer_present, polite, script_visible, again), `joined`, `left`, `signal` (what
 * the other sent), `visible` (on), `ended` (feedback_id, reason), `closed` (code), `gap` (frames were lost).
 */
export class Signal extends EventTarget {
  #socket;
  #isWelcome = false;
  #isAgain = false;

  /** `socket` is a ReconnectingSocket that has not been opened. */
  constructor(socket) {
    super();
    this.#socket = socket;
    socket.addEventListener("message", ({ detail }) => this.#hear(detail));
    socket.addEventListener("stale", () => this.#down());
    socket.addEventListener("gap", () => this.#tell("gap"));
    socket.addEventListener("closed", ({ detail }) => {
      this.#down();
      this.#tell("closed", detail);
    });
  }

  /** Whether the server has let this page in, and the socket still stands. */
  get isOpen() {
    return this.#isWelcome && this.#socket.state === "open";
  }

  open() {
    this.#socket.open();
  }

  close() {
    this.#socket.close();
  }

  /** Send `data` to the other page. False when it could not go out. */
  send(data) {
    return this.isOpen && this.#socket.send({ type: "signal", data });
  }

  /** Show the learner the script, or put it away. Only the instructor's page may. */
  showScript(on) {
    return this.isOpen && this.#socket.send({ type: "script.visible", on });
  }

  #hear(frame) {
    const { type, ...detail } = frame;
    if (type === "welcome") this.#welcome(detail);
    else if (type in PEER) this.#tell(PEER[type]);
    else if (type === "signal") this.#tell("signal", frame.data);
    else if (type === "script.visible") this.#tell("visible", { on: frame.on === true });
    else if (type === "consult.ended") this.#tell("ended", detail);
  }

  #welcome(detail) {
    this.#isWelcome = true;
    this.#tell("up");
    this.#tell("welcome", { ...detail, again: this.#isAgain });
    this.#isAgain = true;
  }

  #down() {
    if (!this.#isWelcome) return;
    this.#isWelcome = false;
    this.#tell("down");
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
