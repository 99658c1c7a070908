import { Asking } from "./asking.js";

/** A button that asks once more for the same script, and goes to where it waits. */
export function askAgainOn(button, { http, urls, script, say, toast, go = (address) => location.assign(address) }) {
  const asking = new Asking(http, urls);
  button.addEventListener("click", async () => {
    button.disabled = true;
    const answer = await asking.ask(script);
    const room = answer?.room ?? answer?.elsewhere;
    if (room) {
      go(room);
      return;
    }
    button.disabled = false;
    if (answer) toast(answer.error.detail || say(answer.error.status ? "refused" : "offline"), "error");
  });
}
