import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { Window } from "happy-dom";
import { forgetTakesOn } from "../../../static/js/record/forget.js";
import { openVault } from "../../../static/js/record/vault.js";

let vault;
let form;
let answers;
let submitted;

beforeEach(async () => {
  vault = await openVault();
  for (const person of [1, 2]) await vault.clearUser(person);
  const { document } = new Window();
  document.body.innerHTML = '<form data-person="1" data-unsaved="Not saved. Log out?"></form>';
  form = document.querySelector("form");
  answers = [];
  submitted = new Promise((resolve) => (form.submit = resolve));
});
afterEach(() => vault.close());

function attach(options = {}) {
  const asked = [];
  const window = Object.assign(new EventTarget(), { confirm: (sentence) => asked.push(sentence) && answers.shift() });
  forgetTakesOn(form, { window, open: openVault, patience: 20, ...options });
  return asked;
}

function leave() {
  const event = new form.ownerDocument.defaultView.Event("submit", { cancelable: true });
  form.dispatchEvent(event);
  return event.defaultPrevented;
}

async function keep(clientId, userId) {
  await vault.begin({ clientId, userId, question: {}, mime: "", startedAt: Date.now() });
  await vault.append(clientId, 0, new Blob(["voice"]), 1);
}

test("with nothing kept, logging out asks nothing", async () => {
  const asked = attach();
  assert.ok(leave());
  await submitted;
  assert.deepEqual(asked, []);
});

test("an answer that is not saved is asked about, and then forgotten; another person's stays", async () => {
  await keep("mine", 1);
  await keep("theirs", 2);
  answers = [true];
  const asked = attach();
  leave();
  leave();
  await submitted;
  assert.deepEqual(asked, ["Not saved. Log out?"]);
  assert.deepEqual([await vault.blob("mine"), await vault.count(1), await vault.count(2)], [null, 0, 1]);
});

test("whoever changes their mind stays, with the answer", async () => {
  await keep("mine", 1);
  answers = [false];
  let isOut = false;
  form.submit = () => (isOut = true);
  const asked = attach();
  leave();
  while (!asked.length) await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([isOut, await vault.count(1)], [false, 1]);
});

const closed = { "cannot be opened": () => Promise.reject(new Error("private window")), "never opens": () => new Promise(() => {}) };
for (const [how, open] of Object.entries(closed)) {
  test(`a vault that ${how} keeps nobody from leaving`, async () => {
    attach({ open });
    leave();
    await submitted;
  });
}
