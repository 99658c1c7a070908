import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Window } from "happy-dom";
import { keepAddress } from "../../../static/js/site/language.js";
import { forgetOnLogout } from "../../../static/js/site/logout.js";
import { Toasts } from "../../../static/js/site/toasts.js";

let window;
let document;
let timers;
let toasts;

beforeEach(() => {
  window = new Window();
  document = window.document;
  document.body.innerHTML = `<div id="region"><div class="note" data-kind="error"><span class="note-text">Old</span>
    <button data-dismiss></button></div></div>
    <template><div class="note"><span class="note-text"></span><button data-dismiss></button></div></template>
    <form><input name="next" value="/"></form>`;
  timers = [];
  const setTimer = (act, ms) => timers.push({ act, ms });
  toasts = new Toasts(document.getElementById("region"), document.querySelector("template"), { setTimer });
});

const notes = () => [...document.querySelectorAll("#region .note-text")].map((note) => note.textContent);
const submit = (form) => form.dispatchEvent(new window.Event("submit", { cancelable: true }));

test("a message is shown as text and leaves by itself", () => {
  toasts.show("<b>Saved</b>", "success");
  assert.deepEqual(notes(), ["Old", "<b>Saved</b>"]);
  assert.equal(document.querySelector("#region b"), null);
  assert.equal(timers.length, 1);
  timers[0].act();
  assert.deepEqual(notes(), ["Old"]);
});

test("an error stays until it is closed", () => {
  toasts.show("Failed", "error");
  assert.equal(timers.length, 0);
  document.querySelectorAll("#region [data-dismiss]")[1].click();
  assert.deepEqual(notes(), ["Old"]);
});

test("the browser's own timer is called as a browser demands", () => {
  const { setTimeout } = globalThis;
  globalThis.setTimeout = function strict() {
    if (this !== undefined && this !== globalThis) throw new TypeError("Illegal invocation");
  };
  try {
    const own = new Toasts(document.getElementById("region"), document.querySelector("template"));
    assert.ok(own.show("Hello", "info").isConnected);
  } finally {
    globalThis.setTimeout = setTimeout;
  }
});

test("the switch of language comes back to the whole address", () => {
  const form = document.querySelector("form");
  keepAddress(form, { pathname: "/scripts/", search: "?tab=completed", hash: "#x" });
  submit(form);
  assert.equal(form.elements.next.value, "/scripts/?tab=completed#x");
});

test("logging out forgets what is of this site and nothing else", () => {
  const storage = window.sessionStorage;
  storage.setItem("opickme:draft:1", "words");
  storage.setItem("opickme:queue-sound", "on");
  storage.setItem("other", "stays");
  const form = document.querySelector("form");
  forgetOnLogout(form, storage);
  submit(form);
  assert.deepEqual(Object.keys(storage), ["other"]);
});
