import { applyUpdate } from "../../vendor/editor.js";
import { fromBase64, toBase64 } from "./base64.js";
import { ScriptDoc } from "./script_doc.js";
import { ASK, EDIT, WHOLE, ask, edit, isSameEpoch, readFrame, whole } from "./script_frames.js";

/** Longer than any script: what a hostile page would fill the memory with. */
const MOST_CHARACTERS = 1_000_000;

/** The instructor's side: sends each edit, and to who asks what is missing. It takes no edit of anybody. */
export class ScriptWriter {
  #link;
  #script;
  #heard = new AbortController();

  constructor({ link, script }) {
    this.#link = link;
    this.#script = script;
    script.doc.on("update", this.#send);
    link.addEventListener("message", ({ detail }) => this.#answer(detail), { signal: this.#heard.signal });
  }

  close() {
    this.#heard.abort();
    this.#script.doc.off("update", this.#send);
  }

  #send = (update) => this.#link.send(edit(this.#script.epoch, update));

  #answer(bytes) {
    const frame = readFrame(bytes);
    if (frame?.kind !== ASK) return;
    const isMine = frame.epoch !== null && isSameEpoch(fromBase64(frame.epoch), this.#script.epoch);
    const { epoch } = this.#script;
    try {
      if (isMine && frame.sv !== null) this.#link.send(edit(epoch, this.#script.encode(fromBase64(frame.sv))));
      else this.#link.send(whole(epoch, this.#script.encode()));
    } catch {
      this.#link.send(whole(epoch, this.#script.encode())); // no state vector
    }
  }
}

/**
 * The learner's side: follows the instructor's document. Event `replaced` (detail: the ScriptDoc): another line of edits
 * takes the place of what stood here.
 */
export class ScriptReader extends EventTarget {
  #link;
  #heard = new AbortController();
  #isKnown = false;

  /** Until the instructor's page answers, `script` is the original. */
  constructor({ link, original }) {
    super();
    this.#link = link;
    this.script = new ScriptDoc({ original });
    const { signal } = this.#heard;
    link.addEventListener("open", () => this.#ask(), { signal });
    link.addEventListener("message", ({ detail }) => this.#follow(detail), { signal });
    if (link.isOpen) this.#ask();
  }

  close() {
    this.#heard.abort();
  }

  #ask() {
    const { epoch } = this.script;
    this.#link.send(this.#isKnown ? ask(toBase64(epoch), toBase64(this.script.stateVector())) : ask(null, null));
  }

  #follow(bytes) {
    const frame = readFrame(bytes);
    try {
      if (frame?.kind === WHOLE) this.#replace(frame);
      else if (frame?.kind === EDIT) this.#merge(frame);
    } catch {
      // Bytes that are no update: what stands here goes on standing.
    }
  }

  #replace({ epoch, update }) {
    const script = ScriptDoc.from(update, epoch);
    if (script.text.length > MOST_CHARACTERS) return;
    this.script = script;
    this.#isKnown = true;
    this.dispatchEvent(new CustomEvent("replaced", { detail: script }));
  }

  #merge({ epoch, update }) {
    if (!this.#isKnown || !isSameEpoch(epoch, this.script.epoch)) {
      this.#ask();
      return;
    }
    if (this.script.text.length <= MOST_CHARACTERS) applyUpdate(this.script.doc, update, "peer");
    if (this.script.doc.store.pendingStructs) this.#ask();
  }
}
