import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Window } from "happy-dom";
import { Conflict } from "../../../static/js/scripts/conflict.js";

const THEIRS = { text: "Theirs <b>", updated_at: "v2" };

let panel;
let copied;
let told;
let conflict;

beforeEach(() => {
  const { document } = new Window();
  document.body.innerHTML = `<section tabindex="-1" hidden><p data-mine></p><p data-theirs></p>
    <button data-choose="mine"></button><button data-choose="theirs"></button><button data-copy></button></section>`;
  panel = document.querySelector("section");
  copied = [];
  told = [];
  conflict = new Conflict(panel, { writeText: async (words) => copied.push(words) });
  for (const type of ["mine", "theirs", "copied", "uncopied"]) {
    conflict.addEventListener(type, (event) => told.push(event.detail ? [type, event.detail.updated_at] : [type]));
  }
});

const press = (selector) => panel.querySelector(selector).click();

test("both texts stand side by side, as text", () => {
  conflict.show("Mine", THEIRS);
  assert.equal(panel.hidden, false);
  assert.deepEqual([...panel.querySelectorAll("p")].map((each) => each.textContent), ["Mine", "Theirs <b>"]);
});

test("a choice is told with the stored version and closes the question", () => {
  conflict.show("Mine", THEIRS);
  press('[data-choose="theirs"]');
  assert.deepEqual([told, panel.hidden], [[["theirs", "v2"]], true]);
  conflict.show("Mine", THEIRS);
  press('[data-choose="mine"]');
  assert.deepEqual(told.at(-1), ["mine", "v2"]);
});

test("my text can be copied, and a browser that forbids it is told of", async () => {
  conflict.show("Mine", THEIRS);
  press("[data-copy]");
  await new Promise((resolve) => conflict.addEventListener("copied", resolve, { once: true }));
  assert.deepEqual([copied, panel.hidden], [["Mine"], false]);
  const poor = new Conflict(panel, null);
  poor.show("Mine", THEIRS);
  const failed = new Promise((resolve) => poor.addEventListener("uncopied", resolve, { once: true }));
  press("[data-copy]");
  await failed;
});
