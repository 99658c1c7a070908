/** The button beside a password that shows what was typed. Without JavaScript there is none. */
export function showable(box) {
  const [input, button] = [box.querySelector("input"), box.querySelector("button")];
  const show = (shown) => {
    input.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
  };
  button.hidden = false;
  button.addEventListener("click", () => show(input.type === "password"));
  // Sent as a password, so that the browser offers to keep it as one.
  input.form?.addEventListener("submit", () => show(false));
}
