import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { QueueList } from "../../../static/js/consults/queue_list.js";
import { consult, pageOf, say } from "./cast.js";

let window;
let document;
let list;

beforeEach(() => {
  window = pageOf("_queue_row");
  document = window.document;
  document.body.insertAdjacentHTML("afterbegin", '<h1 tabindex="-1"></h1><ol></ol>');
  list = new QueueList(document.querySelector("ol"), document.getElementById("queue-row"), {
    say,
    language: "ko",
    now: () => Date.parse("2026-01-01T10:05:00Z"),
  });
});

const rows = () => [...document.querySelectorAll("ol > li")];
const part = (row, name) => row.querySelector(`[data-${name}]`).textContent;
const button = (row, name) => row.querySelector(`[data-testid="${name}"]`);

function press(key) {
  const event = new window.KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(event);
  return event.defaultPrevented;
}

test("a row shows who waits, for what, in the reader's language, and for how long", () => {
  list.show([consult("a", { learner: "<b>Mina</b>", script: { text: "One <i>two</i>." } })]);
  const [row] = rows();
  const shown = ["nickname", "topic", "level", "question", "text", "clock", "waited"].map((name) => part(row, name));
  assert.deepEqual(shown, ["<b>Mina</b>", "공원", "IM", "What do you do there?", "One <i>two</i>.", "1:02", 'waited.minutes {"minutes":5}']);
  assert.deepEqual([row.dataset.id, row.dataset.testid, row.querySelector("b, i")], ["a", "queue-row", null]);
});

test("rows that stay are the same elements, with what is open and focused in them", () => {
  list.show([consult("b"), consult("c")]);
  const before = rows();
  before[0].querySelector("details").open = true;
  button(before[1], "listen").focus();
  list.show([consult("a"), consult("b"), consult("c"), consult("d")]);
  const after = rows();
  assert.deepEqual(after.map(({ dataset }) => dataset.id).join(""), "abcd");
  assert.deepEqual([after[1] === before[0], after[2] === before[1]], [true, true]);
  assert.equal(after[1].querySelector("details").open, true);
  assert.equal(document.activeElement, button(after[2], "listen"));
});

test("when the row with the focus vanishes the next has it, the previous at the end, the heading when none is left", () => {
  list.show([consult("a"), consult("b"), consult("c")]);
  button(rows()[1], "claim").focus();
  list.show([consult("a"), consult("c")]);
  assert.equal(document.activeElement.dataset.id, "c");
  list.show([consult("a")]);
  assert.equal(document.activeElement.dataset.id, "a");
  list.show([]);
  assert.equal(document.activeElement.tagName, "H1");
});

test("a row that vanishes elsewhere leaves the focus alone", () => {
  list.show([consult("a"), consult("b")]);
  button(rows()[0], "claim").focus();
  list.show([consult("a")]);
  assert.equal(document.activeElement, button(rows()[0], "claim"));
});

test("the arrows go from row to row, to the same control", () => {
  list.show([consult("a"), consult("b")]);
  button(rows()[0], "listen").focus();
  assert.equal(press("ArrowDown"), true);
  assert.equal(document.activeElement, button(rows()[1], "listen"));
  assert.equal(press("ArrowDown"), false);
  press("ArrowUp");
  assert.equal(document.activeElement, button(rows()[0], "listen"));
  rows()[0].focus();
  press("ArrowDown");
  assert.equal(document.activeElement, rows()[1]);
});

test("while it is taken the button cannot be pressed", () => {
  list.show([consult("a")]);
  const row = list.rows.get("a");
  row.showPending(true);
  assert.deepEqual([row.claim.disabled, row.element.dataset.state], [true, "taking"]);
  row.showPending(false);
  assert.deepEqual([row.claim.disabled, row.element.dataset.state], [false, "waiting"]);
});
