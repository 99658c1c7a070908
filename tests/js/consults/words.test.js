import assert from "node:assert/strict";
import { test } from "node:test";
import { lineWords, onlineWords, overWords, waitWords, waitedWords } from "../../../static/js/consults/words.js";
import { say } from "./cast.js";

test("a wait that nobody knows is not promised", () => {
  assert.equal(waitWords(say, null), "wait.unknown");
  assert.equal(waitWords(say, undefined), "wait.unknown");
});

test("a wait is rounded up, the longer the coarser", () => {
  const said = [0, 40, 61, 600, 660, 3600, 3700].map((seconds) => waitWords(say, seconds));
  assert.deepEqual(said, [
    "wait.short",
    "wait.short",
    'wait.minutes {"minutes":2}',
    'wait.minutes {"minutes":10}',
    'wait.minutes {"minutes":15}',
    'wait.minutes {"minutes":60}',
    "wait.hours",
  ]);
});

test("nobody, one, many", () => {
  assert.deepEqual([0, 1, 3].map((count) => onlineWords(say, count)), ["online.none", "online.one", 'online.many {"count":3}']);
});

test("the bar says place and instructors; without a place that it is in line", () => {
  assert.equal(lineWords(say, { position: 2, instructors_online: 1 }), 'place {"position":2} · online.one');
  assert.equal(lineWords(say, { position: null, instructors_online: 0 }), "in_line · online.none");
});

test("time waited never runs backwards, whatever the clocks say", () => {
  const said = [-90_000, 59_999, 60_000, 3_720_000].map((passed) => waitedWords(say, passed));
  assert.deepEqual(said, ["waited.now", "waited.now", 'waited.minutes {"minutes":1}', 'waited.hours {"hours":1,"minutes":2}']);
});

test("every end has a sentence", () => {
  const ends = [{ ended_reason: "instructor_left" }, { ended_reason: "dropped" }, null];
  assert.deepEqual(ends.map((each) => overWords(say, each)), ["over.instructor_left", "over.other", "over.other"]);
});
