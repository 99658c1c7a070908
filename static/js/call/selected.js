import { indexAt, nodeAt } from "./places.js";

/** `{anchor, head}`: the indexes between which the person has selected, in the direction of the hand; null outside of the editor. */
export function selectedIn(quill) {
  const selection = document.getSelection();
  const ends = [[selection.anchorNode, selection.anchorOffset], [selection.focusNode, selection.focusOffset]];
  const [anchor, head] = ends.map(([node, offset]) => indexAt(quill, node, offset));
  return anchor === null || head === null ? null : { anchor, head };
}

/**
 * Note what is selected, in terms of `script`; call the answer after the change, with the script that then stands there:
 * the same characters are selected again. Neither the focus nor what is looked at moves.
 */
export function holdSelection(quill, script) {
  const now = selectedIn(quill);
  if (!now) return () => {};
  const pins = [script.pin(now.anchor), script.pin(now.head)];
  return (after) => {
    const [anchor, head] = pins.map((pin) => nodeAt(quill, after.unpin(pin) ?? 0));
    const selection = document.getSelection();
    const isSame = ({ node, offset }, present, at) => node === present && offset === at;
    if (isSame(anchor, selection.anchorNode, selection.anchorOffset) && isSame(head, selection.focusNode, selection.focusOffset)) return;
    selection.setBaseAndExtent(anchor.node, anchor.offset, head.node, head.offset);
  };
}
