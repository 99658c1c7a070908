/** After so long the answer is not coming, and the person may try again. */
export const PATIENCE = 10_000;

/** Send a form once, however often its button is pressed. Coming back to the page makes it ready again. */
export function sendOnce(form, { page = window, setTimer = setTimeout } = {}) {
  const ready = () => delete form.dataset.state;
  form.addEventListener("submit", (event) => {
    if (form.dataset.state === "sent") return event.preventDefault();
    form.dataset.state = "sent";
    return setTimer(ready, PATIENCE);
  });
  page.addEventListener("pageshow", ready);
}
