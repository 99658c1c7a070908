/** Whoever uses the device next must not be offered the drafts of the one who left. */
export const DRAFT_PREFIX = "opickme:draft:";

/** Remove every unsaved draft of this tab. */
export function forgetDrafts(storage) {
  for (const key of Object.keys(storage)) if (key.startsWith(DRAFT_PREFIX)) storage.removeItem(key);
}

/** Forget the drafts when the person logs out. */
export function forgetOnLogout(form, storage = window.sessionStorage) {
  form.addEventListener("submit", () => forgetDrafts(storage));
}
