import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Window } from "happy-dom";
import { Views } from "../../../static/js/feedback/views.js";

let root;
let bar;

beforeEach(() => {
  const { document } = new Window();
  document.body.innerHTML = `
    <div id="bar" hidden>
      <button data-show="content" aria-pressed="true"></button><button data-show="clean" aria-pressed="false"></button>
    </div>
    <div id="root"><p data-view="original"></p><p data-view="content"></p><p data-view="clean"></p></div>`;
  bar = document.getElementById("bar");
  root = document.getElementById("root");
});

const shown = () => [...root.querySelectorAll(".is-shown")].map((view) => view.dataset.view);
const pressed = () => [...bar.querySelectorAll('[aria-pressed="true"]')].map((button) => button.dataset.show);

test("the pressed one is shown first, and the choice appears", () => {
  new Views(root, bar);
  assert.equal(bar.hidden, false);
  assert.deepEqual([shown(), pressed(), root.dataset.showing], [["content"], ["content"], "content"]);
});

test("a button shows its text and no other", () => {
  new Views(root, bar);
  bar.querySelector('[data-show="clean"]').click();
  assert.deepEqual([shown(), pressed(), root.dataset.showing], [["clean"], ["clean"], "clean"]);
  bar.querySelector('[data-show="clean"]').click();
  assert.deepEqual([shown(), pressed()], [["clean"], ["clean"]]);
});
