/** The switch of language keeps what only the browser knows of the address: the part after `#`, and what scripts changed. */
export function keepAddress(form, location = window.location) {
  form.addEventListener("submit", () => {
    form.elements.next.value = location.pathname + location.search + location.hash;
  });
}
