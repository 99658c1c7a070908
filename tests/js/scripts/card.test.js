import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Window } from "happy-dom";
import { isSettled, reason, showOnCard, tabOf } from "../../../static/js/scripts/card.js";
import { say } from "./cast.js";

let card;

beforeEach(() => {
  const { document } = new Window();
  document.body.innerHTML = '<article data-state="running"><p data-words></p><span data-reason></span></article>';
  card = document.querySelector("article");
});

const shown = () => [card.dataset.state, card.querySelector("[data-words]").textContent, card.querySelector("[data-reason]").textContent];

test("a card shows the words once they are there", () => {
  showOnCard(card, { state: "done", text: "<i>Hello</i>", error: "" }, say);
  assert.deepEqual(shown(), ["done", "<i>Hello</i>", ""]);
});

test("a failed card says why, and forgets it on a retry", () => {
  showOnCard(card, { state: "failed", text: "", error: "no_speech" }, say);
  assert.deepEqual(shown(), ["failed", "", "failed.no_speech"]);
  showOnCard(card, { state: "pending", text: "", error: "" }, say);
  assert.deepEqual(shown(), ["pending", "", ""]);
});

test("a reason that this page does not know yet still has a sentence", () => {
  assert.equal(reason(say, "new_code"), "failed.unknown");
});

test("only done and failed are settled", () => {
  assert.deepEqual(["pending", "running", "done", "failed"].map(isSettled), [false, false, true, true]);
});

test("what has feedback is completed", () => {
  assert.deepEqual([0, 1, 3].map((count) => tabOf({ feedback_count: count })), ["in_progress", "completed", "completed"]);
});
