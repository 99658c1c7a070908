import { setState, text } from "../lib/dom.js";

/** The sentence for the code of a failure. */
export function reason(say, code) {
  return say(say.knows(`failed.${code}`) ? `failed.${code}` : "failed.unknown");
}

/** Whether recognition has ended, well or badly. */
export function isSettled(state) {
  return state === "done" || state === "failed";
}

/** The tab of the list that a script stands in. */
export function tabOf({ feedback_count: corrections }) {
  return corrections ? "completed" : "in_progress";
}

/** Bring a card of the list up to a script as the API gives it. */
export function showOnCard(card, script, say) {
  text(card.querySelector("[data-words]"), script.text);
  text(card.querySelector("[data-reason]"), script.state === "failed" ? reason(say, script.error) : "");
  setState(card, script.state);
}
