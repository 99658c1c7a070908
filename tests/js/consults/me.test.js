import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { SharedSocket } from "../../../static/js/site/me.js";
import { FakeSocket, arrive } from "./cast.js";

let made;
let line;

beforeEach(() => {
  made = [];
  line = new SharedSocket(() => made[made.push(new FakeSocket()) - 1]);
});

/** A share, and the names of the events that it heard. */
function taken() {
  const share = line.share();
  const heard = [];
  for (const type of ["open", "message", "stale", "gap", "closed"]) share.addEventListener(type, () => heard.push(type));
  share.open();
  return { share, heard };
}

test("all modules of a page hear one connection", () => {
  const [first, second] = [taken(), taken()];
  made[0].connect();
  made[0].hear({ type: "script.updated" });
  assert.equal(made.length, 1);
  assert.deepEqual([first.heard, second.heard], [["open", "message"], ["open", "message"]]);
});

test("who comes late to a connection that stands is told so, once", async () => {
  const early = taken();
  made[0].connect();
  const late = taken();
  await arrive();
  assert.deepEqual([early.heard, late.heard], [["open"], ["open"]]);
});

test("one that leaves does not take the connection from the others; the last one closes it", () => {
  const [first, second] = [taken(), taken()];
  made[0].connect();
  first.share.close();
  first.share.close();
  assert.equal(made[0].state, "open");
  made[0].hear({ type: "consult.updated" });
  assert.deepEqual([first.heard, second.heard], [["open", "closed"], ["open", "message"]]);
  second.share.close();
  assert.equal(made[0].state, "closed");
});

test("an end for good reaches everybody, and a later share begins anew", () => {
  const [first, second] = [taken(), taken()];
  made[0].close();
  assert.deepEqual([first.heard, second.heard], [["closed"], ["closed"]]);
  taken();
  assert.equal(made.length, 2);
});
