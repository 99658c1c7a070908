/** What benchmarks/sync.py measures in two pages: when a key was pressed in one, and when the other's text had it. */

const now = () => performance.timeOrigin + performance.now();

/** Note, at the writer, when each key begins to be an edit. */
export function watchKeys(root) {
  const keys = [];
  root.addEventListener("beforeinput", () => keys.push(now()), true);
  return keys;
}

/** Note, at the reader, when the text has first had each length. */
export function watchText(root) {
  const seen = new Map();
  const note = () => {
    const { length } = root.textContent;
    if (!seen.has(length)) seen.set(length, now());
  };
  new MutationObserver(note).observe(root, { subtree: true, childList: true, characterData: true });
  return seen;
}

/** The earlier way: the whole HTML every 100 ms. Returns the element of the text. */
export function wholeHtml({ role, original, channel }) {
  const root = document.createElement("div");
  root.textContent = original;
  document.querySelector("[data-sheet]").replaceChildren(root);
  const writes = role === "instructor";
  root.contentEditable = String(writes);
  if (writes) setInterval(() => channel.send(root.innerHTML), 100);
  else channel.addEventListener("message", ({ data }) => (root.innerHTML = data));
  return root;
}
