import { byTestId, readJson, readMessages, setState, text } from "../lib/dom.js";
import { Http } from "../lib/http.js";
import { toast } from "../site/toasts.js";
import { Ask } from "./ask.js";
import { Conflict } from "./conflict.js";
import { Draft } from "./draft.js";
import { guardLeaving } from "./leave.js";
import { MAX_CHARACTERS, Manuscript, measure, objection } from "./manuscript.js";
import { openPlayer } from "./sound.js";

const say = readMessages(document, "script-messages");
const script = readJson(document, "script-data");
const form = document.getElementById("editor");
const area = byTestId(form, "script-text");
const save = byTestId(form, "save");
const fault = form.querySelector("[data-fault]");
const leftover = document.getElementById("leftover");
const manuscript = new Manuscript({
  http: new Http(),
  url: script.urls.api,
  draft: new Draft(sessionStorage, script.id),
  saved: script,
});

function complain(sentence) {
  text(fault, sentence);
  area.toggleAttribute("aria-invalid", Boolean(sentence));
}

function showCount() {
  const { words, characters } = measure(area.value);
  const shown = (number) => number.toLocaleString(document.documentElement.lang);
  const counts = { words: shown(words), characters: shown(characters), most: shown(MAX_CHARACTERS) };
  text(form.querySelector("[data-count]"), say("count", counts));
}

// Where the browser cannot grow the field with its text.
function grow() {
  if (CSS.supports("field-sizing", "content")) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 4}px`;
}

function write(words) {
  area.value = words;
  manuscript.type(words);
  complain("");
  showCount();
  grow();
}

function busy(isBusy) {
  save.disabled = isBusy;
  setState(form, isBusy ? "saving" : "idle");
}

async function send() {
  const wrong = objection(area.value);
  if (wrong) {
    complain(say(wrong));
    area.focus();
    return;
  }
  complain("");
  busy(true);
  const result = await manuscript.save();
  busy(false);
  // Words typed while the request was under way are not saved yet: stay.
  if (result.outcome === "saved" && manuscript.dirty) toast(say("saved"), "success");
  else if (result.outcome === "saved") leave();
  else if (result.outcome === "conflict") conflict.show(area.value, result.theirs);
  else complain(excuse(result.error));
}

function excuse({ status, detail }) {
  if (status === 401 || status === 403) return say("logged_out");
  return status ? detail || say("refused") : say("offline_kept");
}

function leave() {
  stopGuarding();
  location.assign(`${script.urls.page}#saved`);
}

// What was typed and never saved comes back by itself; the saved text is one press away.
function bringBack() {
  const draft = manuscript.leftover;
  if (!draft) return;
  manuscript.resume(draft);
  area.value = draft.text;
  leftover.hidden = false;
  leftover.querySelector("[data-discard]").addEventListener("click", () => {
    manuscript.take(script.text, script.updated_at);
    write(script.text);
    leftover.hidden = true;
    area.focus();
  });
}

const conflict = new Conflict(document.getElementById("conflict"));
conflict.addEventListener("mine", ({ detail }) => {
  manuscript.seen = detail.updated_at;
  send();
});
conflict.addEventListener("theirs", ({ detail }) => {
  manuscript.take(detail.text, detail.updated_at);
  write(detail.text);
});
conflict.addEventListener("copied", () => toast(say("copied"), "success"));
conflict.addEventListener("uncopied", () => toast(say("uncopied"), "error"));

const question = new Ask(document.getElementById("leaving"));
const stopGuarding = guardLeaving({ isDirty: () => manuscript.dirty, ask: (yes) => question.ask(yes) });
area.addEventListener("input", () => write(area.value));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!save.disabled) send();
});
bringBack();
write(area.value);
openPlayer(document.querySelector("[data-player]"), script, say);
