import { byTestId } from "../lib/dom.js";

// The cross in the search box clears it: show everything again.
const search = byTestId(document, "search");
search.addEventListener("search", () => search.value || !search.defaultValue || search.form.requestSubmit());

// Feedback that came or went meanwhile: a page in the back-forward cache shows what was.
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
