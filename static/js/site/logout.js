/** What we keep in a browser's storages has names that begin so. */
export const OWN_PREFIX = "opickme:";

/** Whoever uses the device next must not be offered the drafts of the one who left. */
export const DRAFT_PREFIX = `${OWN_PREFIX}draft:`;

/** Remove everything of ours. */
export function forgetAll(storage) {
  for (const key of Object.keys(storage)) if (key.startsWith(OWN_PREFIX)) storage.removeItem(key);
}

/** Forget it when the person logs out. */
export function forgetOnLogout(form, ...storages) {
  form.addEventListener("submit", () => storages.forEach(forgetAll));
}
