import { applyUpdate } from "../../vendor/editor.js";
import { toBase64 } from "./base64.js";
import { ScriptDoc } from "./script_doc.js";
import { EDIT, WHOLE, ask, isSameEpoch, readFrame } from "./script_frames.js";
import { isScript } from "./script_guard.js";

/** Longer than any script: what a hostile page would fill the memory with. */
const MOST_CHARACTERS = 1_000_000;

/**
 * The learner's side: follows the instructor's document. Event `replaced` (detail: the ScriptDoc): another line of edits
 * takes the place of what stood here.
 */
export class ScriptReader extends EventTarget {
  #link;
  #heard = new AbortController();
  #isKnown = false;
  #isAsking = false;

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
    const question = this.#isKnown ? ask(toBase64(epoch), toBase64(this.script.stateVector())) : ask(null, null);
    this.#isAsking = this.#link.send(question);
  }

  // One question at a time: the answer to it brings all.
  #miss() {
    if (!this.#isAsking) this.#ask();
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
    if (!isScript(update)) return;
    const script = ScriptDoc.from(update, epoch);
    if (script.text.length > MOST_CHARACTERS) return;
    this.script = script;
    this.#isKnown = true;
    this.#isAsking = false;
    this.dispatchEvent(new CustomEvent("replaced", { detail: script }));
  }

  #merge({ epoch, update }) {
    if (!this.#isKnown || !isSameEpoch(epoch, this.script.epoch)) {
      this.#miss();
      return;
    }
    if (this.script.text.length > MOST_CHARACTERS || !isScript(update)) return;
    applyUpdate(this.script.doc, update, "peer");
    if (this.script.doc.store.pendingStructs) this.#miss();
    else this.#isAsking = false;
  }
}
