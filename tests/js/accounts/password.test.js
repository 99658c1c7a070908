import assert from "node:assert/strict";
import { test } from "node:test";
import { Window } from "happy-dom";
import { showable } from "../../../static/js/accounts/password.js";

function page() {
  const { document, Event } = new Window();
  document.body.innerHTML = `<form><div><input type="password"><button type="button" hidden aria-pressed="false"></button></div></form>`;
  showable(document.querySelector("div"));
  const [form, input, button] = ["form", "input", "button"].map((name) => document.querySelector(name));
  return { form, input, button, Event };
}

test("the button is there once it works", () => {
  assert.equal(page().button.hidden, false);
});

test("it shows what was typed and hides it again", () => {
  const { input, button } = page();
  const states = [];
  for (let n = 0; n < 3; n += 1) {
    button.click();
    states.push([input.type, button.getAttribute("aria-pressed")]);
  }
  assert.deepEqual(states, [["text", "true"], ["password", "false"], ["text", "true"]]);
});

test("it is sent as a password, so that the browser offers to keep it", () => {
  const { form, input, button, Event } = page();
  button.click();
  form.dispatchEvent(new Event("submit"));
  assert.deepEqual([input.type, button.getAttribute("aria-pressed")], ["password", "false"]);
});
