import assert from "node:assert/strict";
import { test } from "node:test";
import { Timeline, isUnsure } from "../../../static/js/scripts/words.js";

const word = (start, confidence = 0.9) => ({ text: "x", start, end: start === null ? null : start + 0.2, confidence });

test("the word spoken at a time is found, also in the pause after it", () => {
  const timeline = new Timeline([word(0.4), word(1), word(2.5)]);
  assert.deepEqual([0, 0.39, 0.4, 0.9, 1, 2.49, 2.5, 99].map((time) => timeline.at(time)), [-1, -1, 0, 0, 1, 1, 2, 2]);
});

test("typed words have no time and are passed over, wherever they stand", () => {
  const timeline = new Timeline([word(null), word(1), word(null), word(null), word(2), word(null)]);
  assert.deepEqual([0.5, 1, 1.9, 2, 9].map((time) => timeline.at(time)), [-1, 1, 1, 4, 4]);
});

test("a transcript without times never lights a word", () => {
  assert.equal(new Timeline([]).at(5), -1);
  assert.equal(new Timeline([word(null)]).at(5), -1);
});

test("a long transcript agrees with a plain search at every tenth of a second", () => {
  const words = Array.from({ length: 500 }, (_, index) => word(index % 7 ? index * 0.31 : null));
  const timeline = new Timeline(words);
  for (let time = 0; time < 160; time += 0.1) {
    assert.equal(timeline.at(time), words.findLastIndex((each) => each.start !== null && each.start <= time));
  }
});

test("words below half confidence are unsure, typed ones never", () => {
  assert.deepEqual([word(1, 0.49), word(1, 0.5), word(null, null), word(1, null)].map(isUnsure), [true, false, false, false]);
});
