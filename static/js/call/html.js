/** Quill's own filling of an empty place; it is no text. */
const FILLING = /\uFEFF/g;

/** The HTML of an editor's element without what is there only while somebody writes; half of an emoji becomes a sign for it. */
export function htmlOf(root) {
  const copy = root.cloneNode(true);
  for (const cursor of copy.querySelectorAll(".ql-cursor")) takeOut(cursor);
  return copy.innerHTML.replace(FILLING, "").toWellFormed();
}

// Where the next key will write in another format: an empty element, and formats around nothing.
function takeOut(element) {
  const around = element.parentNode;
  const written = element.textContent.replace(FILLING, "");
  element.replaceWith(...(written ? [written] : []));
  if (around.hasChildNodes()) return;
  if (around.tagName === "P") around.append(around.ownerDocument.createElement("br"));
  else takeOut(around);
}
