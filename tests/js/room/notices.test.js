import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Notices } from "../../../static/js/call/notices.js";
import { room, say } from "./cast.js";

let notices;
let bar;

beforeEach(() => {
  const { root } = room();
  notices = new Notices(root, say);
  bar = root.querySelector("[data-notice]");
});

const shown = () => (bar.hidden ? null : bar.querySelector("[data-sentence]").textContent);
const ways = () => [...bar.querySelectorAll("[data-way]")].filter((way) => !way.hidden).map((way) => way.dataset.way);

test("nothing wrong, nothing shown", () => {
  assert.equal(shown(), null);
});

test("the more serious of two is shown, and the other when it has passed", () => {
  notices.set("server_away", true);
  notices.set("offline", true);
  assert.equal(shown(), "offline");
  notices.set("offline", false);
  assert.equal(shown(), "server_away");
  notices.set("server_away", false);
  assert.equal(shown(), null);
});

test("each offers its own way on, and only that", () => {
  notices.set("superseded", true);
  assert.deepEqual(ways(), ["take-over"]);
  notices.set("superseded", false);
  notices.set("gone_long", true);
  assert.deepEqual(ways(), ["ask-again"]);
  notices.set("gone_long", false);
  notices.set("server_away", true);
  assert.deepEqual(ways(), []);
});
