import { Quill } from "../../vendor/editor.js";

/** Between what stands on the screen and indexes into the text of a Quill. */

/** The index at a node and offset of the editor's DOM, or null outside of it. */
export function indexAt(quill, node, offset) {
  if (!node || !quill.root.contains(node)) return null;
  if (node === quill.root) return offset === 0 ? 0 : quill.getLength() - 1;
  const blot = Quill.find(node, true);
  if (!blot || blot === quill) return null;
  const inside = node.nodeType === 3 ? offset : blot.length?.() && offset > 0 ? blot.length() - 1 : 0;
  return Math.min(blot.offset(quill.scroll) + inside, quill.getLength() - 1);
}

/** The index under a point of the window, or null. */
export function indexUnder(quill, { x, y }) {
  const { document } = globalThis;
  if (document.caretPositionFromPoint) {
    const place = document.caretPositionFromPoint(x, y);
    return place && indexAt(quill, place.offsetNode, place.offset);
  }
  const range = document.caretRangeFromPoint?.(x, y);
  return range ? indexAt(quill, range.startContainer, range.startOffset) : null;
}

/** The DOM range of `length` characters from `index`. */
export function rangeOf(quill, index, length) {
  const range = document.createRange();
  const [first, from] = quill.getLeaf(index);
  const [last, to] = quill.getLeaf(index + length);
  if (!first || !last) return null;
  range.setStart(first.domNode, inNode(first.domNode, from));
  range.setEnd(last.domNode, inNode(last.domNode, to));
  return range;
}

// A line break is an element: there is no place inside it.
function inNode(node, offset) {
  return node.nodeType === 3 ? Math.min(offset, node.length) : 0;
}
