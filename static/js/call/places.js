import { Quill } from "../../vendor/editor.js";

/** Between what stands on the screen and indexes into the text of a Quill. */

/** The index at a node and offset of the editor's DOM, or null outside of it. */
export function indexAt(quill, node, offset) {
  if (!node || !quill.root.contains(node)) return null;
  const end = quill.getLength() - 1;
  const isText = node.nodeType === 3;
  // In an element an offset counts its children: it names the one that follows, or the end.
  const next = isText ? null : node.childNodes[offset];
  if (!next && node === quill.root) return end;
  const blot = Quill.find(next ?? node, true);
  if (!blot || blot === quill) return null;
  const start = blot.offset(quill.scroll);
  if (next) return Math.min(start, end);
  const length = blot.length();
  const inside = isText ? Math.min(offset, length) : length - (node.parentNode === quill.root ? 1 : 0);
  return Math.min(start + inside, end);
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

/** `{node, offset}`: where `index` is in the DOM. */
export function nodeAt(quill, index) {
  const [leaf, inside] = quill.getLeaf(Math.min(index, quill.getLength() - 1));
  const node = leaf.domNode;
  // A line break is an element: there is no place inside it.
  return node.nodeType === 3 ? { node, offset: Math.min(inside, node.length) } : { node: node.parentNode, offset: 0 };
}

/** The DOM range of `length` characters from `index`. */
export function rangeOf(quill, index, length) {
  const range = document.createRange();
  const [first, last] = [nodeAt(quill, index), nodeAt(quill, index + length)];
  range.setStart(first.node, first.offset);
  range.setEnd(last.node, last.offset);
  return range;
}
