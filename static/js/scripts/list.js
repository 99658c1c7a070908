import { readMessages } from "../lib/dom.js";
import { Http } from "../lib/http.js";
import { mySocket } from "../site/me.js";
import { toast } from "../site/toasts.js";
import { Ask, actAsButton } from "./ask.js";
import { isSettled, showOnCard, tabOf } from "./card.js";
import { LiveScripts } from "./live.js";

const http = new Http();
const say = readMessages(document, "script-messages");
const grid = document.getElementById("cards");

const cards = () => [...grid.querySelectorAll('[data-testid="card"]')];
const idOf = (card) => Number(card.dataset.id);
const apiOf = (id) => `${grid.dataset.api}${id}/`;

function keepLive() {
  const live = new LiveScripts({
    socket: mySocket(),
    fetchScript: (id) => http.get(apiOf(id)),
    watched: () => cards().map(idOf),
    unsettled: () => cards().filter((card) => !isSettled(card.dataset.state)).map(idOf),
    onScript(script) {
      const card = cards().find((each) => idOf(each) === script.id);
      if (!card) return;
      if (tabOf(script) === grid.dataset.tab) showOnCard(card, script, say);
      else moveAway(card, tabOf(script));
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
  const neighbour = take(card);
  if (!neighbour) return;
  neighbour.querySelector("a").focus();
  toast(say("deleted"), "success");
}

// An instructor has corrected it, or its last feedback was deleted.
function moveAway(card, tab) {
  if (take(card)) count(`[data-testid="tab-${tab}"]`, 1);
}

/** Take a card off the page; returns the item next to it. Without one the page is loaded anew, to say what to do now. */
function take(card) {
  const item = card.closest("li");
  const neighbour = item.nextElementSibling ?? item.previousElementSibling;
  item.remove();
  if (neighbour) count("[aria-current]", -1);
  else location.reload();
  return neighbour;
}

function count(tab, step) {
  const face = document.querySelector(`.tabs ${tab} .count`);
  face.textContent = String(Number(face.textContent) + step);
}

// The cross in the search box clears it: show everything again.
const search = document.querySelector('[data-testid="search"]');
search.addEventListener("search", () => search.value || !search.defaultValue || search.form.requestSubmit());

if (grid) {
  letDelete();
  keepLive();
}
