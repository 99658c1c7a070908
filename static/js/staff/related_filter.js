/** Filters by a related row: a field that finds as one types, in the place of the plain one for a name. */

export function findAsTyped(form, jQuery) {
  const select = form.querySelector("select");
  form.querySelector("[data-plain]").remove();
  form.querySelector("[data-finding]").hidden = false;
  // The finding field tells jQuery alone of its changes.
  jQuery(select).on("change", () => form.submit());
}

if (globalThis.django?.jQuery) {
  for (const form of document.querySelectorAll("[data-related-filter]")) findAsTyped(form, globalThis.django.jQuery);
}
