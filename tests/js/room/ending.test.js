import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { ApiError } from "../../../static/js/lib/http.js";
import { Ending } from "../../../static/js/call/ending.js";
import { Timers, settle } from "./cast.js";

const URLS = { finish: "/finish/", drop: "/drop/", leave: "/leave/" };
const broken = (facts) => () => {
  throw new ApiError(facts);
};

let calls;
let answers;
let notices;
let timers;
let ending;

beforeEach(() => {
  calls = [];
  answers = [];
  notices = { held: new Set(), set: (code, holds) => (holds ? notices.held.add(code) : notices.held.delete(code)) };
  timers = new Timers();
  const http = {
    async post(url, body) {
      calls.push([url, body]);
      return answers.shift()();
    },
  };
  ending = new Ending({ http, urls: URLS, notices, timers });
});

test("the feedback is what was on the page", async () => {
  answers = [() => ({ id: 5 })];
  assert.deepEqual(await ending.finish("<p>x</p>"), { id: 5 });
  assert.deepEqual(calls, [["/finish/", { content: "<p>x</p>" }]]);
  assert.equal(notices.held.size, 0);
});

test("without an answer it says so and goes on until the server has it", async () => {
  answers = [broken({}), broken({ status: 500 }), broken({ status: 503 }), () => ({ id: 5 })];
  const stored = ending.finish("<p>x</p>");
  for (let time = 0; time < 3; time += 1) {
    await settle();
    assert.ok(notices.held.has("not_saved"));
    timers.run();
  }
  assert.deepEqual(await stored, { id: 5 });
  assert.equal(calls.length, 4);
  assert.equal(notices.held.size, 0);
});

test("a second press while the first is under way sends nothing", async () => {
  answers = [() => ({ id: 5 })];
  const first = ending.finish("<p>x</p>");
  assert.equal(await ending.finish("<p>x</p>"), null);
  await first;
  assert.equal(calls.length, 1);
});

test("what the server will not have is said, and the page may try again", async () => {
  answers = [broken({ status: 400, code: "empty" }), broken({ status: 400, code: "text_too_long" }), broken({ status: 401 }), () => ({ id: 5 })];
  assert.equal(await ending.finish(""), null);
  assert.deepEqual([...notices.held], ["empty"]);
  assert.equal(await ending.finish("<p>long</p>"), null);
  assert.deepEqual([...notices.held], ["too_long"]);
  assert.equal(await ending.finish("<p>x</p>"), null);
  assert.deepEqual([...notices.held], ["logged_out"]);
  notices.held.clear();
  assert.deepEqual(await ending.finish("<p>x</p>"), { id: 5 });
});

test("a room that is closed already is left", async () => {
  answers = [broken({ status: 409, code: "room_closed" })];
  assert.equal(await ending.leave(), true);
});

test("leaving that does not arrive is said", async () => {
  answers = [broken({})];
  assert.equal(await ending.leave(), false);
  assert.deepEqual([...notices.held], ["refused"]);
});
