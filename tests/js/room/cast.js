/** The room's own templates in a test DOM, and the parts around it as plain fakes. */
import { Window } from "happy-dom";
import { render } from "../record/template.js";

const PARTS = ["_room_notices", "_room_stage", "_room_chat", "_room_bar"];

/** `{window, document, root}`: the call of a role, with everything that the template has for both roles. */
export function room(role = "instructor") {
  const window = new Window({ url: "http://localhost/consults/1/" });
  window.document.documentElement.lang = "en";
  const values = { peer_name: "Mina" };
  const parts = PARTS.map((name) => render(`consults/${name}.html`, values)).join("");
  window.document.body.innerHTML = `<div class="call" data-testid="call" data-state="idle" data-role="${role}" data-panel="script">${parts}
    <section class="room-script"><button data-show-script></button><div class="room-on"></div></section></div>${render("consults/_room_dialogs.html", values)}`;
  // The template disables these where the consult is over; here it is open.
  for (const key of window.document.querySelectorAll("[data-chat-key], [data-devices-key]")) key.disabled = false;
  return { window, document: window.document, root: window.document.querySelector(".call") };
}

/** Sentences that are their codes. */
export function say(code, values = {}) {
  const rest = Object.values(values).join(",");
  return rest ? `${code}(${rest})` : code;
}
say.knows = (code) => !code.startsWith("no.");

/** Timers that a test lets run: `run()` fires the next one and returns its delay. */
export class Timers {
  waiting = [];
  setTimeout = (act, delay) => {
    const timer = { act, delay };
    this.waiting.push(timer);
    return timer;
  };
  clearTimeout = (timer) => {
    this.waiting = this.waiting.filter((each) => each !== timer);
  };
  run() {
    const { act, delay } = this.waiting.shift();
    act();
    return delay;
  }
}

/** Let every promise that can go on do so. */
export const settle = () => new Promise((resolve) => setImmediate(resolve));

export function emit(target, type, detail) {
  target.dispatchEvent(new CustomEvent(type, { detail }));
}
