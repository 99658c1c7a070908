import assert from "node:assert/strict";
import { test } from "node:test";
import { Window } from "happy-dom";
import { findAsTyped } from "../../../static/js/staff/related_filter.js";

test("the field that finds takes the place of the plain one, and choosing sends the form", () => {
  const { document } = new Window();
  document.body.innerHTML =
    '<form><div data-finding hidden><select name="learner"></select></div><div data-plain><input name="learner__named"></div></form>';
  const form = document.querySelector("form");
  let sent = 0;
  form.submit = () => (sent += 1);
  const heard = {};
  findAsTyped(form, (element) => ({ on: (name, act) => (heard[`${element.name} ${name}`] = act) }));
  assert.deepEqual([form.querySelector("[data-plain]"), form.querySelector("[data-finding]").hidden], [null, false]);
  heard["learner change"]();
  assert.equal(sent, 1);
});
