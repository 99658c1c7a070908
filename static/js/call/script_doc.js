import {
  Doc, applyUpdate, createAbsolutePositionFromRelativePosition, createRelativePositionFromTypeIndex, decodeRelativePosition,
  encodeRelativePosition, encodeStateAsUpdate, encodeStateVector,
} from "../../vendor/editor.js";
import { fromBase64, toBase64 } from "./base64.js";

/** Who inserted the original: the same for everybody, so that the same beginning made twice is one document. */
const FIRST_CLIENT = 1;
/** The name of the text in the document. */
export const NAME = "script";

/** A text as the editor has it: lines, each with its end. */
export function asLines(text) {
  return `${text.replace(/\r\n?/g, "\n").replace(/\n+$/, "")}\n`;
}

function beginning(original) {
  const first = new Doc();
  first.clientID = FIRST_CLIENT;
  first.getText(NAME).insert(0, asLines(original));
  return encodeStateAsUpdate(first);
}

/** The shared script: a Yjs document that begins as the original text and knows where each of its characters has gone. */
export class ScriptDoc {
  /**
   * `states` are base64 updates to merge: what the server and the tab have kept; one that cannot be read is left out.
   * `epoch` (8 bytes) names the line of edits that goes on here.
   */
  constructor({ original, states = [], epoch = crypto.getRandomValues(new Uint8Array(8)) }) {
    this.epoch = epoch;
    this.doc = new Doc();
    this.text = this.doc.getText(NAME);
    applyUpdate(this.doc, beginning(original));
    for (const state of states) this.#merge(state);
    // Two lines of edits that have each taken out another line end have none left when they are merged.
    if (!this.text.toString().endsWith("\n")) this.text.insert(this.text.length, "\n");
  }

  /** The document in `update`, of the line of edits `epoch`. Throws for bytes that are none. */
  static from(update, epoch) {
    const script = Object.create(ScriptDoc.prototype);
    script.epoch = epoch;
    script.doc = new Doc();
    script.text = script.doc.getText(NAME);
    applyUpdate(script.doc, update);
    return script;
  }

  encode(stateVector) {
    return encodeStateAsUpdate(this.doc, stateVector);
  }

  stateVector() {
    return encodeStateVector(this.doc);
  }

  base64() {
    return toBase64(this.encode());
  }

  /** The place in the original of the character at `index`, or of the nearest one before it that was there; null before all. */
  originalAt(index) {
    for (let at = Math.min(index, this.text.length - 1); at >= 0; at -= 1) {
      const { item } = createRelativePositionFromTypeIndex(this.text, at);
      if (item?.client === FIRST_CLIENT) return item.clock;
    }
    return null;
  }

  /** Where the character of the original at `offset` stands now, or where it stood when it was taken out; null for none. */
  indexOf(offset) {
    const item = { client: FIRST_CLIENT, clock: offset };
    return createAbsolutePositionFromRelativePosition({ type: null, tname: NAME, item, assoc: 0 }, this.doc)?.index ?? null;
  }

  /** `{index, length}`: what stands of the characters of the original from `from` to `to`, or null where nothing does. */
  spanOf({ from, to }) {
    const index = this.indexOf(from);
    const last = this.indexOf(to - 1);
    if (index === null || last === null) return null;
    const length = last - index + (this.originalAt(last) === to - 1 ? 1 : 0);
    return length > 0 ? { index, length } : null;
  }

  /** `index` as base64 that stays with its character, whatever is written before it. */
  pin(index) {
    return toBase64(encodeRelativePosition(createRelativePositionFromTypeIndex(this.text, Math.min(index, this.text.length))));
  }

  /** The present index of a pin; null for what is none, or none of this document. */
  unpin(pin) {
    try {
      const place = createAbsolutePositionFromRelativePosition(decodeRelativePosition(fromBase64(pin)), this.doc);
      return place?.type === this.text ? place.index : null;
    } catch {
      return null;
    }
  }

  #merge(state) {
    try {
      applyUpdate(this.doc, fromBase64(state));
    } catch {
      // Written by another version, or cut off: the other state serves.
    }
  }
}
