import { byTestId, readJson, readMessages } from "../lib/dom.js";
import { Ask, actAsButton } from "../scripts/ask.js";
import { openPlayer } from "../scripts/sound.js";
import { Transcript } from "../scripts/transcript.js";
import { toast } from "../site/toasts.js";
import { letCopy } from "./copy.js";
import { Views } from "./views.js";

const say = readMessages(document, "feedback-messages");
const script = readJson(document, "script-data");

new Views(document.querySelector(".feedback-texts"), document.querySelector(".feedback-views"));

const { player } = openPlayer(document.querySelector("[data-player]"), script, say);
const transcript = new Transcript(byTestId(document, "original"), say);
transcript.show(script.original, script.words);
transcript.addEventListener("play", ({ detail }) => player.playFrom(detail));
player.addEventListener("tick", () => transcript.follow(player.time));

letCopy(
  document.querySelector("[data-copy]"),
  () => byTestId(document, "clean").textContent,
  (word) => toast(say(word), word === "copied" ? "success" : "error"),
);

const deletion = byTestId(document, "delete");
if (deletion) {
  const ask = new Ask(document.getElementById("delete"));
  actAsButton(deletion, () => ask.ask());
}
// Deleted meanwhile, it must not come back with the back button.
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
