import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Ends } from "../../../static/js/call/ends.js";
import { emit, room, settle } from "./cast.js";

const URLS = { list: "/consults/", script: "/scripts/3/", feedback: "/feedback/{id}/" };

let page;
let went;
let notices;
let signal;
let script;
let over;
let outcome;

function begin(role) {
  page = room(role);
  went = [];
  notices = { held: [], set: (code, holds) => holds && notices.held.push(code), on: () => {} };
  signal = new EventTarget();
  script = { html: () => "<p>x</p>", forgotten: 0, frozen: 0, forget: () => (script.forgotten += 1), freeze: () => (script.frozen += 1) };
  over = [];
  outcome = { finish: { id: 9 }, leave: true, drop: true };
  const ending = Object.fromEntries(Object.keys(outcome).map((name) => [name, async (given) => (went.push([name, given]), outcome[name])]));
  const location = { assign: (url) => went.push(url), reload: () => went.push("reload") };
  const window = { document: page.document, location };
  const ends = new Ends(page.root, { data: { role, urls: URLS }, ending, script, signal, notices, window });
  ends.onEnd(({ isFinal }) => over.push(isFinal));
}

function confirm(id) {
  const form = page.document.querySelector(`#${id} form`);
  form.dispatchEvent(new page.window.Event("submit", { bubbles: true, cancelable: true }));
  return settle();
}

const press = (selector) => page.root.querySelector(selector).click();

beforeEach(() => begin("instructor"));

test("ending asks first, stores the script as it stands and goes to the feedback", async () => {
  press('[data-testid="end"]');
  assert.deepEqual(went, []);
  await confirm("ask-end");
  assert.deepEqual(went, [["finish", "<p>x</p>"], "/feedback/9/"]);
  assert.deepEqual([over, script.forgotten], [[true], 1]);
});

test("feedback that is not stored keeps everything where it is", async () => {
  outcome.finish = null;
  press('[data-testid="end"]');
  await confirm("ask-end");
  assert.deepEqual([over, script.forgotten, went.length], [[], 0, 1]);
});

test("dropping asks a question of its own", async () => {
  press("[data-drop]");
  await confirm("ask-drop");
  assert.deepEqual(went, [["drop", undefined], "/consults/"]);
});

test("the learner's page goes to the feedback by itself", () => {
  begin("learner");
  emit(signal, "ended", { feedback_id: 4, reason: "finished" });
  assert.deepEqual([went, over], [["/feedback/4/"], [true]]);
});

test("a learner leaves after a question", async () => {
  begin("learner");
  press('[data-testid="end"]');
  await confirm("ask-end");
  assert.deepEqual(went, [["leave", undefined], "/scripts/3/"]);
});

test("the end that one has asked for oneself is not told by the page, even when the socket is faster", async () => {
  begin("learner");
  outcome.leave = new Promise((resolve) => setImmediate(() => {
    emit(signal, "ended", { feedback_id: null, reason: "learner_left" });
    emit(signal, "closed", { code: 4410 });
    resolve(true);
  }));
  press('[data-testid="end"]');
  await confirm("ask-end");
  await settle();
  assert.deepEqual(went, [["leave", undefined], "/scripts/3/"]);
});

test("when the learner has left, the instructor may still store what was corrected", async () => {
  emit(signal, "ended", { feedback_id: null, reason: "learner_left" });
  assert.deepEqual([went, over, script.forgotten], [[], [false], 0]);
  assert.equal(page.root.querySelector("[data-over]").hidden, false);
  assert.equal(page.root.dataset.state, "ended");
  emit(signal, "closed", { code: 4410 });
  assert.deepEqual(went, [], "the page must not go away under the corrections");
  press("[data-finish]");
  await settle();
  assert.deepEqual(went, [["finish", "<p>x</p>"], "/feedback/9/"]);
});

test("a room that was closed while one was away tells by its page", () => {
  emit(signal, "closed", { code: 4410 });
  assert.deepEqual(went, ["reload"]);
});

for (const [code, notice] of [[4408, "superseded"], [4401, "logged_out"], [4403, "not_yours"]]) {
  test(`closed with ${code}: ${notice}, and nothing is written any more`, () => {
    emit(signal, "closed", { code });
    assert.deepEqual([notices.held, over, script.frozen, script.forgotten, went], [[notice], [false], 1, 0, []]);
  });
}
