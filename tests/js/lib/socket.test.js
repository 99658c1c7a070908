import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { Backoff } from "../../../static/js/lib/backoff.js";
import { socketUrl } from "../../../static/js/lib/frames.js";
import { ReconnectingSocket } from "../../../static/js/lib/socket.js";

/** A connection whose other end is the test. */
class Line extends EventTarget {
  static made = [];
  sent = [];
  isClosed = false;

  constructor(url) {
    super();
    this.url = url;
    Line.made.push(this);
  }

  send(data) {
    this.sent.push(JSON.parse(data));
  }

  close() {
    this.isClosed = true;
  }

  accept() {
    this.dispatchEvent(new Event("open"));
  }

  say(data) {
    this.dispatchEvent(Object.assign(new Event("message"), { data: typeof data === "string" ? data : JSON.stringify(data) }));
  }

  drop(code = 1006) {
    this.dispatchEvent(Object.assign(new Event("close"), { code }));
  }
}

let network;
let socket;
let told;

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout"] });
  Line.made = [];
  told = [];
  network = Object.assign(new EventTarget(), { navigator: { onLine: true } });
  socket = make();
  socket.open();
});
afterEach(() => {
  socket.close();
  mock.timers.reset();
});

function make() {
  const made = new ReconnectingSocket("ws://site/ws/me/", {
    WebSocket: Line, network, backoff: new Backoff({ random: () => 1 }), interval: 15_000, patience: 5000,
  });
  for (const type of ["open", "message", "stale", "gap", "closed"]) {
    made.addEventListener(type, (event) => told.push(event.detail ? [type, event.detail] : [type]));
  }
  return made;
}

const line = () => Line.made.at(-1);

function goOffline() {
  network.navigator.onLine = false;
  network.dispatchEvent(new Event("offline"));
}

function goOnline() {
  network.navigator.onLine = true;
  network.dispatchEvent(new Event("online"));
}

test("frames arrive parsed, and what is no frame is passed over", () => {
  line().accept();
  line().say({ type: "script.updated", id: 3 });
  for (const noise of ["{", "null", "[]", '"x"', '{"id": 1}', '{"type": 4}', '{"type":"pong"}']) line().say(noise);
  assert.deepEqual(told, [["open", { again: false }], ["message", { type: "script.updated", id: 3 }]]);
});

test("a lost connection is told once and comes back with growing pauses", () => {
  line().accept();
  for (const delay of [500, 1000, 2000, 4000, 8000, 8000]) {
    const count = Line.made.length;
    line().drop();
    mock.timers.tick(delay - 1);
    assert.equal(Line.made.length, count);
    mock.timers.tick(1);
    assert.equal(Line.made.length, count + 1);
    assert.equal(told.filter(([type]) => type === "stale").length >= 1, true);
  }
  line().accept();
  assert.deepEqual(told.at(-1), ["open", { again: true }]);
});

test("only a server that speaks ends the growing of the pauses", () => {
  for (const delay of [500, 1000]) {
    line().accept();
    line().drop();
    mock.timers.tick(delay);
  }
  assert.equal(Line.made.length, 3);
  line().accept();
  line().say({ type: "hello" });
  line().drop();
  mock.timers.tick(500);
  assert.equal(Line.made.length, 4);
});

for (const code of [4401, 4403, 4404, 4408, 4410]) {
  test(`close code ${code} is for good`, () => {
    line().accept();
    line().drop(code);
    mock.timers.tick(60_000);
    goOnline();
    assert.equal(Line.made.length, 1);
    assert.deepEqual(told.at(-1), ["closed", { code }]);
  });
}

test("after too many frames it comes back, but late", () => {
  line().accept();
  line().drop(4429);
  mock.timers.tick(7999);
  assert.equal(Line.made.length, 1);
  mock.timers.tick(1);
  assert.equal(Line.made.length, 2);
});

test("silence is answered with a ping, and a silent line is given up", () => {
  line().accept();
  mock.timers.tick(15_000);
  assert.deepEqual(line().sent, [{ type: "ping" }]);
  const silent = line();
  mock.timers.tick(5000);
  assert.ok(silent.isClosed);
  assert.deepEqual(told.at(-1), ["stale"]);
  silent.say({ type: "late" });
  silent.drop();
  mock.timers.tick(500);
  assert.equal(Line.made.length, 2);
  assert.ok(!told.some(([type]) => type === "message"));
});

test("any frame proves the line alive", () => {
  line().accept();
  for (let round = 0; round < 10; round += 1) {
    mock.timers.tick(15_000);
    line().say({ type: "pong" });
  }
  assert.equal(line().sent.length, 10);
  assert.equal(Line.made.length, 1);
});

test("a handshake that hangs is given up", () => {
  mock.timers.tick(20_000);
  assert.ok(line().isClosed);
  mock.timers.tick(500);
  assert.equal(Line.made.length, 2);
});

test("offline it rests, online it connects at once", () => {
  line().accept();
  goOffline();
  assert.deepEqual(told.at(-1), ["stale"]);
  mock.timers.tick(600_000);
  assert.equal(Line.made.length, 1);
  goOnline();
  assert.equal(Line.made.length, 2);
});

test("a line that drops before the browser says it is offline is not tried again until it is online", () => {
  line().accept();
  network.navigator.onLine = false;
  line().drop();
  mock.timers.tick(600_000);
  assert.equal(Line.made.length, 1);
  goOnline();
  assert.equal(Line.made.length, 2);
});

test("opened while offline it waits for the network", () => {
  goOffline();
  const other = make();
  other.open();
  assert.equal(Line.made.length, 1);
  goOnline();
  assert.equal(Line.made.length, 3);
  other.close();
});

test("a frame is sent only over an open line", () => {
  assert.equal(socket.send({ type: "signal" }), false);
  line().accept();
  assert.equal(socket.send({ type: "signal" }), true);
  assert.deepEqual(line().sent, [{ type: "signal" }]);
});

test("closing twice, or within `stale`, is safe and final", () => {
  line().accept();
  socket.addEventListener("stale", () => socket.close());
  line().drop();
  socket.close();
  mock.timers.tick(60_000);
  assert.equal(Line.made.length, 1);
  assert.equal(told.filter(([type]) => type === "closed").length, 1);
});

test("a missing number is told before its frame, and a new connection counts afresh", () => {
  line().accept();
  for (const seq of [4, 5, 7]) line().say({ type: "x", seq });
  assert.deepEqual(told.slice(1), [
    ["message", { type: "x", seq: 4 }], ["message", { type: "x", seq: 5 }], ["gap"], ["message", { type: "x", seq: 7 }],
  ]);
  line().drop();
  mock.timers.tick(500);
  line().accept();
  line().say({ type: "x", seq: 90 });
  assert.equal(told.filter(([type]) => type === "gap").length, 1);
});

test("a server that may have lost frames makes the page fetch", () => {
  line().accept();
  line().say({ type: "stale", seq: 1 });
  assert.deepEqual(told.slice(1), [["gap"]]);
});

test("a pong is numbered too, and is no gap", () => {
  line().accept();
  line().say({ type: "x", seq: 1 });
  line().say({ type: "pong", seq: 2 });
  line().say({ type: "x", seq: 3 });
  assert.deepEqual(told.slice(1), [["message", { type: "x", seq: 1 }], ["message", { type: "x", seq: 3 }]]);
});

test("the address follows the page's scheme", () => {
  assert.equal(socketUrl("/ws/me/", { href: "https://site.example/scripts/?a=1" }), "wss://site.example/ws/me/");
  assert.equal(socketUrl("/ws/me/", { href: "http://127.0.0.1:8000/" }), "ws://127.0.0.1:8000/ws/me/");
});
