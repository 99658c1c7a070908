import assert from "node:assert/strict";
import { test } from "node:test";
import { Backoff } from "../../../static/js/lib/backoff.js";

test("waiting times double up to the limit and stay there", () => {
  const backoff = new Backoff({ random: () => 1 });
  assert.deepEqual(Array.from({ length: 7 }, () => backoff.next()), [500, 1000, 2000, 4000, 8000, 8000, 8000]);
  assert.equal(backoff.longest(), 8000);
});

test("each waiting time lies in the upper half of its step", () => {
  const backoff = new Backoff({ random: () => 0 });
  assert.deepEqual([backoff.next(), backoff.next()], [250, 500]);
});

test("a success starts over, and a thousand failures do not overflow", () => {
  const backoff = new Backoff({ random: () => 1 });
  for (let attempt = 0; attempt < 2000; attempt += 1) assert.ok(backoff.next() <= 8000);
  backoff.reset();
  assert.equal(backoff.next(), 500);
});
