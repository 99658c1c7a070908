import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Claiming } from "../../../static/js/consults/claiming.js";
import { arrive, consult, lost, refused } from "./cast.js";

let answer;
let posted;
let told;
let claiming;

beforeEach(() => {
  posted = [];
  told = [];
  const tell = (name) => (...facts) => told.push([name, ...facts.map((fact) => fact?.code ?? fact)]);
  const http = { post: (url) => (posted.push(url), answer()) };
  claiming = new Claiming(http, { address: "/api/", onWin: tell("win"), onGone: tell("gone"), onBusy: tell("busy"), onFault: tell("fault") });
});

const row = (id) => ({
  consult: consult(id),
  pending: [],
  showPending(isPending) {
    this.pending.push(isPending);
  },
});
const refuse = (error) => () => Promise.reject(error);

test("who wins goes to the room, and the button stays pressed meanwhile", async () => {
  answer = async () => consult("a");
  const taken = row("a");
  assert.equal(await claiming.take(taken), true);
  assert.deepEqual([posted, told, taken.pending], [["/api/a/claim/"], [["win", "/consults/a/"]], [true]]);
});

test("a second press while the first is under way does nothing", async () => {
  let release;
  answer = () => new Promise((resolve) => (release = resolve));
  const first = claiming.take(row("a"));
  await claiming.take(row("a"));
  await claiming.take(row("b"));
  release(consult("a"));
  await first;
  assert.deepEqual([posted.length, told], [1, [["win", "/consults/a/"]]]);
});

for (const [status, code] of [[409, "already_claimed"], [409, "not_waiting"], [409, "learner_left"], [404, "not_found"]]) {
  test(`${code}: the row goes and the reason is said`, async () => {
    answer = refuse(refused(status, code));
    const taken = row("a");
    assert.equal(await claiming.take(taken), false);
    assert.deepEqual([told, taken.pending], [[["gone", "a", `said ${code}`]], [true, false]]);
  });
}

test("who is in another consult is led there", async () => {
  answer = refuse(refused(409, "busy", { id: "mine" }));
  await claiming.take(row("a"));
  assert.deepEqual(told, [["busy", "busy"]]);
});

test("a server that is busy is no consult", async () => {
  answer = refuse(refused(503, "busy"));
  await claiming.take(row("a"));
  assert.deepEqual(told, [["fault", "busy"]]);
});

test("after a fault it may be pressed again", async () => {
  answer = refuse(lost());
  await claiming.take(row("a"));
  answer = async () => consult("a");
  await claiming.take(row("a"));
  await arrive();
  assert.deepEqual(told, [["fault", "network"], ["win", "/consults/a/"]]);
});
