import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { Backoff } from "../../../static/js/lib/backoff.js";
import { Http } from "../../../static/js/lib/http.js";
import { ReconnectingSocket } from "../../../static/js/lib/socket.js";
import { LiveScripts } from "../../../static/js/scripts/live.js";
import { Line, Server } from "./cast.js";

let server;
let live;
let shown;

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout"] });
  Line.made = [];
  shown = [];
  server = new Server({ state: "running" });
  const network = Object.assign(new EventTarget(), { navigator: { onLine: true } });
  const http = new Http({ fetch: server.fetch, document: { cookie: "" } });
  const backoff = new Backoff({ first: 2000, limit: 8000, random: () => 1 });
  live = new LiveScripts({
    socket: new ReconnectingSocket("ws://site/ws/me/", { WebSocket: Line, network, backoff: new Backoff({ random: () => 1 }) }),
    fetchScript: (id) => http.get(`/scripts/${id}/`),
    watched: () => [7],
    unsettled: () => (shown.some((state) => state === "done") ? [] : [7]),
    onScript: (script) => shown.push(script.state),
    backoff,
  });
  live.start();
});
afterEach(() => {
  live.stop();
  mock.timers.reset();
});

/** Let the answers arrive. */
async function arrive() {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
}

async function pass(milliseconds) {
  mock.timers.tick(milliseconds);
  await arrive();
}

test("each connection fetches what is not settled: a hint may have been missed", async () => {
  server.script.state = "done";
  Line.last.accept();
  await arrive();
  assert.deepEqual(shown, ["done"]);
});

test("a hint fetches its script, with no asking in between", async () => {
  Line.last.accept();
  await arrive();
  await pass(14_000);
  assert.equal(server.calls.length, 1);
  server.script.state = "done";
  Line.last.say({ type: "script.updated", id: 7, state: "done" });
  await arrive();
  assert.deepEqual(shown, ["running", "done"]);
});

test("hints of other scripts and other kinds are not for this page", async () => {
  Line.last.accept();
  await arrive();
  Line.last.say({ type: "script.updated", id: 8, state: "done" });
  Line.last.say({ type: "consult.updated", id: 7 });
  await arrive();
  assert.equal(server.calls.length, 1);
});

test("a settled script is still refreshed on its hint: it was edited elsewhere", async () => {
  server.script.state = "done";
  Line.last.accept();
  await arrive();
  Line.last.say({ type: "script.updated", id: 7, state: "done" });
  await arrive();
  assert.equal(server.calls.length, 2);
});

test("after a lost connection what was settled is fetched too: it may have been corrected meanwhile", async () => {
  server.script.state = "done";
  Line.last.accept();
  await arrive();
  Line.last.drop();
  await pass(500);
  Line.last.accept();
  await arrive();
  assert.deepEqual(shown, ["done", "done"]);
});

test("without a socket it asks with growing pauses, and stops when the script is settled", async () => {
  Line.last.drop();
  await pass(1999);
  assert.equal(server.calls.length, 0);
  await pass(1);
  assert.equal(server.calls.length, 1);
  await pass(3999);
  assert.equal(server.calls.length, 1);
  server.script.state = "done";
  await pass(1);
  assert.deepEqual(shown, ["running", "done"]);
  await pass(60_000);
  assert.equal(server.calls.length, 2);
});

test("a socket that fails again and again does not put the asking off", async () => {
  for (let attempt = 0; attempt < 12; attempt += 1) {
    Line.last.drop();
    await pass(500);
  }
  assert.equal(server.calls.length, 2);
});

test("when the socket comes back the asking ends", async () => {
  Line.last.drop();
  await pass(2000);
  Line.last.accept();
  await arrive();
  assert.equal(server.calls.length, 2);
  await pass(12_000);
  assert.equal(server.calls.length, 2);
});

test("an answer that was under way when the socket came back does not start the asking anew", async () => {
  let release;
  server.before = () => new Promise((resolve) => (release = () => resolve(null)));
  Line.last.drop();
  await pass(2000);
  const first = release;
  server.before = () => null;
  Line.last.accept();
  await arrive();
  first();
  await arrive();
  await pass(12_000);
  assert.equal(server.calls.length, 2);
});

test("after a good connection the pauses are short again", async () => {
  Line.last.drop();
  await pass(2000);
  await pass(4000);
  Line.last.accept();
  await arrive();
  Line.last.drop();
  await pass(2000);
  assert.equal(server.calls.length, 4);
});

test("a lost request is made up for by the next", async () => {
  server.before = () => {
    throw new TypeError("network");
  };
  Line.last.drop();
  await pass(2000);
  assert.deepEqual(shown, []);
  server.before = () => null;
  await pass(4000);
  assert.deepEqual(shown, ["running"]);
});

test("who is logged out is not asked for any more", async () => {
  Line.last.drop(4401);
  await pass(60_000);
  assert.deepEqual(server.calls, []);
});
