import { applyUpdate } from "../../vendor/editor.js";
import { toBase64 } from "./base64.js";
import { ScriptDoc } from "./script_doc.js";
import { EDIT, WHOLE, ask, isSameEpoch, readFrame } from "./script_frames.js";
import { isScript } from "./script_guard.js";

/** Longer than any script: what a hostile page would fill the memory with. */
const MOST_CHARACTERS = 1_000_000;
/** A question that is not answered for so long (milliseconds) may be asked again. */
const PATIENCE = 3000;

/**
 * The learner's side: follows the instructor's document. Event `replaced` (detail: the ScriptDoc): another line of edits
 * takes the place of what stood here.
 */
export class ScriptReader extends EventTarget {
  #link;
  #heard = new AbortController();
  #isKnown = false;
  #askedAt = null;
  #now;

  /** Until the instructor's page answers, `script` is the original. */
  constructor({ link, original, now = () => performance.now() }) {
    super();
    this.#now = now;
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
    this.#askedAt = this.#link.send(question) ? this.#now() : null;
  }

  // One question at a time: the answer to it brings all. One that was too much for a message never comes.
  #miss() {
    if (this.#askedAt === null || this.#now() - this.#askedAt > PATIENCE) this.#ask();
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
    this.#askedAt = null;
    this.dispatchEvent(new CustomEvent("replaced", { detail: script }));
  }

  #merge({ epoch, update }) {
    if (!this.#isKnown || !isSameEpoch(epoch, this.script.epoch)) {
      this.#miss();
      return;
    }
    if (!isScript(update)) return;
    applyUpdate(this.script.doc, update, "peer");
    // More than a script is followed no further; the whole is asked for until it is one again.
    if (this.script.text.length > MOST_CHARACTERS) this.#isKnown = false;
    if (this.script.doc.store.pendingStructs || !this.#isKnown) this.#miss();
    else this.#askedAt = null;
  }
}
