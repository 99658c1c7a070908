import { startAsking } from "../consults/ask_panel.js";
import { byTestId, readJson, readMessages, setState, text } from "../lib/dom.js";
import { Http } from "../lib/http.js";
import { mySocket } from "../site/me.js";
import { toast } from "../site/toasts.js";
import { Ask, actAsButton } from "./ask.js";
import { isSettled, reason } from "./card.js";
import { Follower } from "./follow.js";
import { LiveScripts } from "./live.js";
import { Transcript } from "./transcript.js";
import { openPlayer } from "./sound.js";

const http = new Http();
const say = readMessages(document, "script-messages");
const page = byTestId(document, "script");
const panel = page.querySelector("[data-player]");
let script = readJson(document, "script-data");
const { urls } = script;

const { player, wave, audio } = openPlayer(panel, script, say);
const transcript = new Transcript(byTestId(page, "script-text"), say);
const follower = new Follower({
  // On a phone the player lies over the foot of the page.
  limits: () => {
    const box = panel.getBoundingClientRect();
    const low = box.width > innerWidth * 0.8;
    return { from: 90, to: low ? box.top : innerHeight };
  },
});

function show(fresh) {
  const before = script;
  script = fresh;
  if (fresh.state === "done") transcript.show(fresh.text, fresh.words);
  text(page.querySelector("[data-reason]"), fresh.state === "failed" ? reason(say, fresh.error) : "");
  if (fresh.peaks.length !== before.peaks.length) wave.show(fresh.peaks, fresh.duration, audio);
  player.replace(fresh.playback_url, fresh.duration);
  setState(page, fresh.state);
  if (fresh.state !== before.state) announce(fresh);
  // Corrected, or no longer so: other links and buttons belong on the page.
  if (fresh.feedback_count !== before.feedback_count) location.reload();
}

function announce({ state, error }) {
  const status = page.querySelector("[role=status]");
  if (state === "done") text(status, say("ready"));
  else if (state === "failed") text(status, reason(say, error));
}

async function retry(button) {
  button.disabled = true;
  try {
    show(await http.post(urls.retry));
  } catch (error) {
    // 409: it runs again already, from another tab.
    if (error.status === 409) show(await http.get(urls.api));
    else toast(error.detail || say(error.status ? "refused" : "offline"), "error");
  } finally {
    button.disabled = false;
  }
}

function keepLive() {
  const live = new LiveScripts({
    socket: mySocket(),
    fetchScript: () => http.get(urls.api),
    watched: () => [script.id],
    unsettled: () => (isSettled(script.state) ? [] : [script.id]),
    onScript: show,
  });
  live.start();
  window.addEventListener("pagehide", () => live.stop());
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
}

show(script);
player.addEventListener("tick", () => {
  const word = transcript.follow(player.time);
  if (word && player.playing) follower.show(word);
});
transcript.addEventListener("play", ({ detail }) => player.playFrom(detail));
byTestId(page, "retry").addEventListener("click", (event) => retry(event.currentTarget));
const deletion = byTestId(page, "delete");
if (deletion) {
  const ask = new Ask(document.getElementById("delete"));
  actAsButton(deletion, () => ask.ask());
}
startAsking({ http, toast });
keepLive();
if (location.hash === "#saved") {
  toast(say("saved"), "success");
  history.replaceState(null, "", location.pathname);
}
