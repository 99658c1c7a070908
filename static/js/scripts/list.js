import { readMessages } from "../lib/dom.js";
import { socketUrl } from "../lib/frames.js";
import { Http } from "../lib/http.js";
import { ReconnectingSocket } from "../lib/socket.js";
import { toast } from "../site/toasts.js";
import { Ask, actAsButton } from "./ask.js";
import { isSettled, showOnCard } from "./card.js";
import { LiveScripts } from "./live.js";

const http = new Http();
const say = readMessages(document, "script-messages");
const grid = document.getElementById("cards");

const cards = () => [...grid.querySelectorAll('[data-testid="card"]')];
const idOf = (card) => Number(card.dataset.id);
const apiOf = (id) => `${grid.dataset.api}${id}/`;

function keepLive() {
  const live = new LiveScripts({
    socket: new ReconnectingSocket(socketUrl("/ws/me/")),
    fetchScript: (id) => http.get(apiOf(id)),
    watched: () => cards().map(idOf),
    unsettled: () => cards().filter((card) => !isSettled(card.dataset.state)).map(idOf),
    onScript(script) {
      const card = cards().find((each) => idOf(each) === script.id);
      if (card) showOnCard(card, script, say);
    },
  });
  live.start();
  // A page in the back-forward cache may hold no open socket.
  window.addEventListener("pagehide", () => live.stop());
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
}

function letDelete() {
  const ask = new Ask(document.getElementById("delete"));
  for (const card of cards()) {
    const button = card.querySelector('[data-testid="delete"]');
    if (button) actAsButton(button, () => ask.ask(() => remove(card)));
  }
}

async function remove(card) {
  try {
    await http.delete(apiOf(idOf(card)));
  } catch (error) {
    // Deleted elsewhere already is deleted.
    if (error.status !== 404) {
      toast(error.detail || say(error.status ? "refused" : "offline"), "error");
      return;
    }
  }
  take(card.closest("li"));
}

function take(item) {
  const neighbour = item.nextElementSibling ?? item.previousElementSibling;
  item.remove();
  if (!neighbour) {
    location.reload();
    return;
  }
  const count = document.querySelector(".tabs [aria-current] .count");
  count.textContent = String(Number(count.textContent) - 1);
  neighbour.querySelector("a").focus();
  toast(say("deleted"), "success");
}

// The cross in the search box clears it: show everything again.
const search = document.querySelector('[data-testid="search"]');
search.addEventListener("search", () => search.value || !search.defaultValue || search.form.requestSubmit());

if (grid) {
  letDelete();
  keepLive();
}
