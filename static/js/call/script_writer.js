import { fromBase64 } from "./base64.js";
import { ASK, edit, isSameEpoch, readFrame, whole } from "./script_frames.js";

/** Who asks again and again is answered at most so often (milliseconds): an answer costs much more than a question. */
const EVERY = 100;

/** The instructor's side: sends each edit, and to who asks what is missing. It takes no edit of anybody. */
export class ScriptWriter {
  #link;
  #script;
  #timers;
  #heard = new AbortController();
  #asked = null;
  #rest = null;

  constructor({ link, script, timers = globalThis }) {
    this.#link = link;
    this.#script = script;
    this.#timers = timers;
    script.doc.on("update", this.#tell);
    link.addEventListener("message", ({ detail }) => this.#hear(detail), { signal: this.#heard.signal });
  }

  close() {
    this.#heard.abort();
    this.#script.doc.off("update", this.#tell);
    this.#timers.clearTimeout(this.#rest);
  }

  #tell = (update) => this.#send(edit(this.#script.epoch, update));

  #hear(bytes) {
    const frame = readFrame(bytes);
    if (frame?.kind !== ASK) return;
    this.#asked = frame;
    if (this.#rest === null) this.#answer();
  }

  #answer() {
    const frame = this.#asked;
    this.#asked = this.#rest = null;
    if (!frame) return;
    this.#rest = this.#timers.setTimeout(() => this.#answer(), EVERY);
    this.#send(this.#missing(frame));
  }

  #missing({ epoch: theirs, sv }) {
    const { epoch } = this.#script;
    const isMine = theirs !== null && isSameEpoch(fromBase64(theirs), epoch);
    try {
      if (isMine && sv !== null) return edit(epoch, this.#script.encode(fromBase64(sv)));
    } catch {
      // No state vector.
    }
    return whole(epoch, this.#script.encode());
  }

  // What no message can hold stays here, in the journal and in the tab; it must not stop the editor.
  #send(message) {
    try {
      this.#link.send(message);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
}
