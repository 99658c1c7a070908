import { byTestId, readMessages, setState } from "../lib/dom.js";
import { Ask } from "../scripts/ask.js";
import { Asking } from "./asking.js";
import { CONSULT_CHANGED } from "./line_bar.js";
import { isOpen } from "./watch.js";

/** The part of a script's page that asks for a consult. Without the panel (an older script) nothing happens. */
export function startAsking({ http, toast, document = globalThis.document, go = (address) => location.assign(address) }) {
  const panel = document.getElementById("ask-panel");
  if (!panel) return;
  const script = Number(panel.dataset.script);
  const say = readMessages(document, "ask-messages");
  const asking = new Asking(http, { consults: panel.dataset.api, rooms: panel.dataset.rooms });
  const question = new Ask(document.getElementById("request"));
  const button = byTestId(panel, "request-consult");

  button.addEventListener("click", () => question.ask(ask));
  button.disabled = false; // a press before this would be lost
  document.addEventListener(CONSULT_CHANGED, ({ detail }) => follow(detail));

  async function ask() {
    button.disabled = true;
    const answer = await asking.ask(script);
    button.disabled = Boolean(answer?.room);
    if (answer?.room) go(answer.room);
    else if (answer?.elsewhere) offer(answer.elsewhere);
    else if (answer) toast(answer.error.detail || say(answer.error.status ? "refused" : "offline"), "error");
  }

  function offer(address) {
    const dialog = document.getElementById("open-elsewhere");
    dialog.querySelector("[data-elsewhere]").href = address;
    dialog.showModal();
  }

  function follow(consult) {
    const own = isOpen(consult) && consult.script.id === script;
    setState(panel, own ? consult.state : "none");
    if (own) for (const link of panel.querySelectorAll("[data-go]")) link.href = consult.room_url;
    if (!own) button.disabled = false;
  }
}
