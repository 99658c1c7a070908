import assert from "node:assert/strict";
import { test } from "node:test";
import { Allowance } from "../../../static/js/call/allowance.js";

function taken(allowance, count) {
  return Array.from({ length: count }, () => allowance.take()).filter(Boolean).length;
}

test("a burst passes, a flood does not, and time gives it back", () => {
  let now = 0;
  const allowance = new Allowance("text", () => now);
  assert.equal(taken(allowance, 5000), 700);
  now = 1000;
  assert.equal(taken(allowance, 5000), 40);
  now = 3_600_000;
  assert.equal(taken(allowance, 5000), 700);
});
