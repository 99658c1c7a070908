/**
 * Guards against leaving with unsaved words. Links of our own ask in the page; closing, reloading and everything else
 * asks through the browser.
 */
export function guardLeaving({ isDirty, ask, document = globalThis.document, window = globalThis.window }) {
  let free = false;
  const warn = (event) => {
    if (isDirty() && !free) event.preventDefault();
  };
  const onLink = (event) => {
    const link = event.target.closest("a[href]");
    const elsewhere = link && link.pathname !== window.location.pathname && !link.hasAttribute("download");
    if (!elsewhere || !isDirty() || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    ask(() => {
      free = true;
      window.location.assign(link.href);
    });
  };
  window.addEventListener("beforeunload", warn);
  document.addEventListener("click", onLink);
  return () => {
    window.removeEventListener("beforeunload", warn);
    document.removeEventListener("click", onLink);
  };
}
