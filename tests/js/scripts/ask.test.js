import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Window } from "happy-dom";
import { Ask, actAsButton } from "../../../static/js/scripts/ask.js";

let window;
let dialog;
let ask;

beforeEach(() => {
  window = new Window();
  window.document.body.innerHTML = `<a id="open" href="#delete" role="button">x</a>
    <dialog><form><a data-cancel href="#">no</a><button>yes</button></form></dialog>`;
  dialog = window.document.querySelector("dialog");
  ask = new Ask(dialog);
});

function submit() {
  const event = new window.Event("submit", { bubbles: true, cancelable: true });
  dialog.querySelector("form").dispatchEvent(event);
  return event.defaultPrevented;
}

test("yes goes ahead once and closes; the form itself is not sent", () => {
  let times = 0;
  ask.ask(() => (times += 1));
  assert.equal(dialog.open, true);
  assert.equal(submit(), true);
  assert.deepEqual([times, dialog.open], [1, false]);
});

test("no does nothing", () => {
  let times = 0;
  ask.ask(() => (times += 1));
  dialog.querySelector("[data-cancel]").click();
  assert.deepEqual([times, dialog.open], [0, false]);
});

test("without an act the form is sent, and cannot be sent twice", () => {
  ask.ask();
  assert.equal(submit(), false);
  assert.equal(dialog.querySelector("button").disabled, true);
});

test("of several questions the one that is asked has the page's one confirm", () => {
  window.document.body.insertAdjacentHTML("beforeend", `<dialog id="other"><form><a data-cancel href="#">no</a>
    <button data-testid="confirm">yes</button></form></dialog>`);
  const confirms = () => [...window.document.querySelectorAll('[data-testid="confirm"]')].map((yes) => yes.closest("dialog").id);
  const other = new Ask(window.document.getElementById("other"));
  assert.deepEqual(confirms(), ["other"]);
  ask.ask(() => {});
  assert.deepEqual(confirms(), [""]);
  dialog.close();
  other.ask();
  assert.deepEqual(confirms(), ["other"]);
});

test("a link that stands for a button answers to click and space", () => {
  const link = window.document.getElementById("open");
  let times = 0;
  actAsButton(link, () => (times += 1));
  const keys = [" ", "x"].map((key) => new window.KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  link.click();
  keys.forEach((event) => link.dispatchEvent(event));
  assert.deepEqual([times, keys.map((event) => event.defaultPrevented)], [2, [true, false]]);
});
