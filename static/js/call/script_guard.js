import { decodeUpdate } from "../../vendor/editor.js";
import { FORMATS } from "./formats.js";
import { NAME } from "./script_doc.js";

/** What a script consists of, as Yjs numbers it. */
const TAKEN_OUT = 1;
const TEXT = 4;
const FORMAT = 6;

/**
 * Whether `update` brings text and formats of the script and nothing else: no picture, no other text, no format that we do
 * not know. Throws for bytes that are no update.
 */
export function isScript(update) {
  return decodeUpdate(update).structs.every((struct) => !struct.content || isPart(struct));
}

function isPart({ content, parent, parentSub }) {
  if (parentSub !== null || (parent !== null && parent !== NAME)) return false;
  const kind = content.getRef();
  return kind === TEXT || kind === TAKEN_OUT || (kind === FORMAT && FORMATS.includes(content.key));
}
