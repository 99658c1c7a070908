/**
 * Leaving the page: asked about while `isUnsaved()`, and then everything is let go (`release`). Out of the back-forward
 * cache the page would come with a dead microphone, so it is loaded anew.
 */
export function watchLeaving(window, { isUnsaved, release }) {
  window.addEventListener("beforeunload", (event) => {
    if (isUnsaved()) event.preventDefault();
  });
  window.addEventListener("pagehide", release);
  window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());
}
