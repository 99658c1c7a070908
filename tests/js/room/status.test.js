import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Status, sentenceFor } from "../../../static/js/call/status.js";
import { Timers, say } from "./cast.js";

let stage;
let live;
let timers;
let gone;
let status;

beforeEach(() => {
  stage = { said: null, isHere: null, say: (sentence, { busy }) => (stage.said = [sentence, busy]) };
  live = { textContent: "" };
  timers = new Timers();
  gone = [];
  status = new Status({ say, stage, live, timers, gone: (isGone) => gone.push(isGone) });
});

test("before the other has ever been here one waits, afterwards he is away", () => {
  assert.equal(sentenceFor({ state: "connecting", isPresent: false, hasMet: false }), "waiting");
  assert.equal(sentenceFor({ state: "reconnecting", isPresent: false, hasMet: true }), "away");
  assert.equal(sentenceFor({ state: "reconnecting", isPresent: true, hasMet: true }), "reconnecting");
});

test("the sentence goes when the call stands, and screen readers hear of it", () => {
  status.set({ isPresent: true });
  assert.deepEqual(stage.said, ["connecting", true]);
  status.set({ state: "connected" });
  assert.deepEqual([stage.said, stage.isHere, live.textContent], [["", false], true, "connected"]);
});

test("a socket that is gone says nothing while the call goes on", () => {
  status.set({ state: "connected", isPresent: true });
  status.set({ isPresent: false });
  assert.deepEqual([stage.said, timers.waiting.length], [["", false], 0]);
});

test("who is away for long is told of, once, and so is the return", () => {
  status.set({ state: "connected", isPresent: true });
  status.set({ state: "reconnecting", isPresent: false });
  status.set({ state: "reconnecting" });
  assert.equal(timers.waiting.length, 1);
  timers.run();
  assert.deepEqual(gone, [true]);
  status.set({ isPresent: true });
  assert.deepEqual(gone, [true, false]);
});

test("a failed connection does not spin for ever", () => {
  status.set({ state: "failed", isPresent: true });
  assert.deepEqual(stage.said, ["failed", false]);
});

test("at the end the stage says nothing: the call may go on in another tab", () => {
  status.set({ state: "connected", isPresent: true });
  status.set({ state: "ended" });
  assert.deepEqual([stage.said, stage.isHere, live.textContent], [["", false], false, ""]);
});
