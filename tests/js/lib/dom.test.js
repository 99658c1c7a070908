import assert from "node:assert/strict";
import { test } from "node:test";
import { Window } from "happy-dom";
import { byTestId, clock, readJson, readMessages, setState, text } from "../../../static/js/lib/dom.js";

const { document } = new Window();
document.body.innerHTML = `
  <p data-testid="one">x</p>
  <script id="config" type="application/json">{"user_id": 3}</script>
  <template id="messages"><p data-message="left"> {minutes} min of {total} left </p><p data-message="plain">No holes</p></template>`;

test("an element is found by its test id, and takes text as text", () => {
  const element = byTestId(document, "one");
  text(element, "<b>hello</b>");
  assert.equal(element.children.length, 0);
  assert.equal(element.textContent, "<b>hello</b>");
  setState(element, "busy");
  assert.equal(element.getAttribute("data-state"), "busy");
});

test("the server's data is read", () => {
  assert.deepEqual(readJson(document, "config"), { user_id: 3 });
});

test("a sentence is filled in, and an unknown one is an error", () => {
  const say = readMessages(document, "messages");
  assert.equal(say("left", { minutes: 3, total: 15 }), "3 min of 15 left");
  assert.equal(say("left", { minutes: 3 }), "3 min of {total} left");
  assert.equal(say("plain"), "No holes");
  assert.throws(() => say("nothing"), RangeError);
  assert.deepEqual([say.knows("plain"), say.knows("nothing")], [true, false]);
});

test("seconds are shown as minutes and seconds", () => {
  assert.deepEqual([0, 5.9, 59.99, 60, 125, 3600, -1].map(clock), ["0:00", "0:05", "0:59", "1:00", "2:05", "60:00", "0:00"]);
});
