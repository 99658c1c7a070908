import { FORGOTTEN } from "./forget.js";

/**
 * Leaving the page: asked about while `isUnsaved()`, and then everything is let go (`release`). Out of the back-forward
 * cache the page would come with a dead microphone, so it is loaded anew.
 */
export function watchLeaving(window, { isUnsaved, release }) {
  let isAgreed = false;
  window.addEventListener(FORGOTTEN, () => (isAgreed = true));
  window.addEventListener("beforeunload", (event) => {
    if (isUnsaved() && !isAgreed) event.preventDefault();
  });
  window.addEventListener("pagehide", release);
  window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());
}
