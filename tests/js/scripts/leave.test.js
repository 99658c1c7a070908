import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Window } from "happy-dom";
import { guardLeaving } from "../../../static/js/scripts/leave.js";

let window;
let dirty;
let asked;
let went;
let stop;

beforeEach(() => {
  window = new Window({ url: "http://site/scripts/7/edit/" });
  window.document.body.innerHTML = `<a id="away" href="/scripts/7/">x</a><a id="here" href="#main">x</a>
    <a id="file" href="/file" download>x</a>`;
  // Links are looked at, not followed: the window hears a click after the document.
  window.addEventListener("click", (event) => event.preventDefault());
  dirty = true;
  asked = [];
  went = [];
  const page = new Proxy(window, {
    get: (target, name) =>
      name === "location" ? { pathname: "/scripts/7/edit/", assign: (to) => went.push(to) } : Reflect.get(target, name).bind?.(target),
  });
  stop = guardLeaving({ isDirty: () => dirty, ask: (yes) => asked.push(yes), document: window.document, window: page });
});

function click(id) {
  const event = new window.MouseEvent("click", { bubbles: true, cancelable: true });
  window.document.getElementById(id).dispatchEvent(event);
}

function unload() {
  const event = new window.Event("beforeunload", { cancelable: true });
  window.dispatchEvent(event);
  return event.defaultPrevented;
}

test("a link away asks first, and goes on yes without asking again", () => {
  click("away");
  assert.deepEqual([asked.length, went], [1, []]);
  asked[0]();
  assert.deepEqual(went, ["http://site/scripts/7/"]);
  assert.equal(unload(), false);
});

test("links within the page and downloads do not ask", () => {
  click("here");
  click("file");
  assert.equal(asked.length, 0);
});

test("closing asks through the browser", () => {
  assert.equal(unload(), true);
});

test("with nothing unsaved nobody is asked", () => {
  dirty = false;
  click("away");
  assert.deepEqual([asked.length, unload()], [0, false]);
});

test("after saving the guard is gone", () => {
  stop();
  click("away");
  assert.deepEqual([asked.length, unload()], [0, false]);
});
