import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { WaitingRoom } from "../../../static/js/consults/waiting_room.js";
import { arrive, consult, lost, pageOf, refused, say } from "./cast.js";

let window;
let root;
let watch;
let answer;
let happened;

beforeEach(() => {
  window = pageOf("waiting");
  root = window.document.getElementById("waiting");
  happened = [];
  watch = Object.assign(new EventTarget(), {
    start: () => happened.push("start"),
    stop: () => happened.push("stop"),
    refresh: async () => happened.push("refresh"),
  });
  new WaitingRoom(root, {
    consult: { ...consult("a", { position: 2 }), urls: { cancel: "/cancel/" } },
    watch,
    ring: { start: async () => happened.push("ring"), stop: () => happened.push("silence") },
    http: { post: async (url) => (happened.push(url), answer()) },
    say,
    toast: (sentence) => happened.push(`toast ${sentence}`),
    go: () => happened.push("go"),
  }).start();
  happened.length = 0;
});

const show = (id, fields) => watch.dispatchEvent(new CustomEvent("change", { detail: consult(id, fields) }));
const shown = (id) => root.querySelector(`[data-testid="${id}"]`).textContent.trim();
const visible = (selector) => !root.querySelector(selector).hidden;

test("it shows place, instructors and the wait, and follows them", () => {
  assert.deepEqual([shown("position"), shown("instructors-online")], ["2", "1"]);
  show("a", { position: 1, instructors_online: 3, wait_seconds: 240 });
  assert.deepEqual([shown("position"), shown("instructors-online")], ["1", "3"]);
  assert.equal(root.querySelector("[data-wait]").textContent, 'wait.minutes {"minutes":4}');
  assert.equal(visible("[data-none]"), false);
});

test("without an instructor it promises nothing", () => {
  show("a", { instructors_online: 0, wait_seconds: null });
  assert.deepEqual([root.querySelector("[data-wait]").textContent, visible("[data-none]")], ["wait.unknown", true]);
});

test("when it is taken the page calls and goes in, once", async () => {
  show("a", { state: "matched" });
  show("a", { state: "matched" });
  await arrive();
  assert.deepEqual(happened, ["ring", "go"]);
  assert.deepEqual([visible("[data-called]"), visible(".waiting-live"), root.dataset.state], [true, false, "matched"]);
});

test("a page that nobody looks at calls, and goes in when it is seen", async () => {
  let hidden = true;
  Object.defineProperty(window.document, "hidden", { get: () => hidden });
  show("a", { state: "matched" });
  await arrive();
  assert.deepEqual(happened, ["ring"]);
  hidden = false;
  window.document.dispatchEvent(new window.Event("visibilitychange"));
  assert.deepEqual(happened, ["ring", "go"]);
});

test("a call that has begun in another tab is left there, one press away", async () => {
  show("a", { state: "matched" });
  show("a", { state: "in_progress" });
  await arrive();
  window.document.dispatchEvent(new window.Event("visibilitychange"));
  assert.deepEqual(happened, ["ring", "silence"]);
  assert.equal(root.querySelector("[data-going]").textContent, "going_on");
  assert.equal(visible("[data-called]"), true);
});

test("what ended elsewhere says why and offers to ask again", () => {
  show("a", { state: "expired", ended_reason: "instructor_left" });
  assert.equal(root.querySelector("[data-reason]").textContent, "over.instructor_left");
  assert.deepEqual([visible("[data-over]"), visible(".waiting-live"), root.dataset.state], [true, false, "over"]);
  assert.equal(window.document.activeElement, root.querySelector("[data-again]"));
});

const cancel = async () => {
  root.querySelector('[data-testid="cancel"]').click();
  await arrive();
};

test("cancelling acts at once", async () => {
  answer = () => consult("a", { state: "cancelled", ended_reason: "cancelled" });
  await cancel();
  assert.deepEqual([happened, root.dataset.state], [["/cancel/", "stop"], "over"]);
});

test("whoever is taken while cancelling is told what it is now", async () => {
  answer = () => {
    throw refused(409, "in_call");
  };
  await cancel();
  assert.deepEqual(happened, ["/cancel/", "refresh"]);
});

test("a cancel that gets lost may be pressed again", async () => {
  answer = () => {
    throw lost();
  };
  await cancel();
  assert.deepEqual([happened, root.querySelector('[data-testid="cancel"]').disabled], [["/cancel/", "toast offline"], false]);
});
