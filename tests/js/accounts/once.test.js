import assert from "node:assert/strict";
import { test } from "node:test";
import { Window } from "happy-dom";
import { PATIENCE, sendOnce } from "../../../static/js/accounts/once.js";

function page() {
  const window = new Window();
  const form = window.document.createElement("form");
  const timers = [];
  sendOnce(form, { page: window, setTimer: (call, after) => timers.push({ call, after }) });
  const send = () => {
    const event = new window.Event("submit", { cancelable: true });
    form.dispatchEvent(event);
    return !event.defaultPrevented;
  };
  return { form, timers, send, window };
}

test("a form pressed twice is sent once", () => {
  const { form, send } = page();
  assert.deepEqual([send(), send(), send()], [true, false, false]);
  assert.equal(form.dataset.state, "sent");
});

test("coming back to the page makes it ready again", () => {
  const { send, window } = page();
  send();
  window.dispatchEvent(new window.Event("pageshow"));
  assert.equal(send(), true);
});

test("when no answer comes, one may try again", () => {
  const { send, timers } = page();
  send();
  assert.equal(timers[0].after, PATIENCE);
  timers[0].call();
  assert.equal(send(), true);
});
