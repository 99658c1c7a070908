import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Link } from "../../../static/js/call/link.js";
import { cut } from "../../../static/js/call/parts.js";
import { FakeChannel, settle } from "./fakes.js";

function pair(name) {
  const [here, there] = [new FakeChannel(name), new FakeChannel(name)];
  [here.twin, there.twin] = [there, here];
  const [mine, theirs] = [new Link(name), new Link(name)];
  mine.attach(here);
  theirs.attach(there);
  here.arrive();
  there.arrive();
  const got = [];
  const faults = [];
  theirs.addEventListener("message", ({ detail }) => got.push(detail));
  theirs.addEventListener("fault", ({ detail }) => faults.push(detail));
  return { mine, theirs, here, there, got, faults };
}

let control;
let script;

beforeEach(() => {
  control = pair("control");
  script = pair("script");
});

test("objects arrive as they were", async () => {
  assert.equal(control.mine.send({ type: "play", at: 3 }), true);
  await settle();

  assert.deepEqual(control.got, [{ type: "play", at: 3 }]);
  assert.equal(control.mine.sent, control.theirs.received);
  assert.ok(control.mine.sent > 0);
});

test("a text of more than 16 KiB does not go out", () => {
  assert.throws(() => control.mine.send({ type: "say", text: "가".repeat(6000) }), RangeError);
  assert.ok(control.mine.isOpen);
});

for (const data of ["", "{", "[]", "null", "7", '"x"', `{"type":"${"x".repeat(16 * 1024)}"}`, new Uint8Array([1, 2]).buffer]) {
  test(`a peer that sends ${typeof data === "string" ? data.slice(0, 12) || "nothing" : "bytes"} closes the channel`, async () => {
    control.there.receive(data);
    await settle();

    assert.equal(control.faults.length, 1);
    assert.equal(control.theirs.isOpen, false);
    assert.equal(control.here.readyState, "closed");
    assert.deepEqual(control.got, []);
  });
}

for (const size of [0, 1, 16_382, 16_383, 16_384, 40_000, 4 * 1024 * 1024]) {
  test(`${size} bytes arrive in parts of 16 KiB, and whole`, async () => {
    const message = Uint8Array.from({ length: size }, (_, at) => at % 251);
    assert.ok([...cut(message)].every((part) => part.length <= 16 * 1024));

    script.mine.send(message);
    script.mine.send(new Uint8Array([7]));
    for (let turn = 0; turn < 20; turn += 1) {
      await settle(2);
      script.here.drain();
    }

    assert.deepEqual(script.got.map((each) => each.length), [size, 1]);
    assert.ok(Buffer.from(script.got[0]).equals(Buffer.from(message)));
  });
}

test("a network that is slow makes it wait, in order", async () => {
  script.here.isSlow = true;
  script.mine.send(new Uint8Array(3 * 1024 * 1024));
  script.mine.send(new Uint8Array([9]));
  await settle();
  assert.ok(script.here.bufferedAmount < 1.1 * 1024 * 1024);
  assert.deepEqual(script.got, []);

  for (let time = 0; time < 4; time += 1) script.here.drain();
  await settle();

  assert.deepEqual(script.got.map((each) => each.length), [3 * 1024 * 1024, 1]);
});

test("more than 4 MiB does not go out", () => {
  assert.throws(() => script.mine.send(new Uint8Array(4 * 1024 * 1024 + 1)), RangeError);
});

const PARTS = { "an empty part": [], "an unknown kind": [2, 1], "a part that brings nothing": [0], "too large a part": new Array(16 * 1024 + 1).fill(1) };
for (const [name, bytes] of Object.entries(PARTS)) {
  test(`a peer that sends ${name} closes the channel`, () => {
    script.there.receive(Uint8Array.from(bytes).buffer);

    assert.equal(script.faults.length, 1);
  });
}

test("a peer that never ends a message is stopped at 4 MiB", () => {
  const part = new Uint8Array(16 * 1024).buffer;
  for (let time = 0; time < 300; time += 1) script.there.receive(part);

  assert.equal(script.faults.length, 1);
  assert.deepEqual(script.got, []);
});

test("a text on the script is a fault", () => {
  script.there.receive("text");

  assert.equal(script.faults.length, 1);
});

test("half a message of one round is not finished by the next", async () => {
  script.there.receive(Uint8Array.from([0, 1, 2]).buffer);
  const next = new FakeChannel("script");
  script.theirs.attach(next);
  next.arrive();
  next.receive(Uint8Array.from([1, 3]).buffer);

  assert.deepEqual(script.got.map((each) => [...each]), [[3]]);
});

test("without a channel nothing is on its way, and an old one is not heard", () => {
  const next = new FakeChannel("control");
  control.theirs.attach(next);
  control.there.receive('{"type":"late"}');
  control.theirs.detach(control.there); // the end of the earlier round
  next.arrive();

  assert.deepEqual(control.got, []);
  assert.ok(control.theirs.isOpen);
  assert.equal(new Link("chat").send({ type: "say" }), false);
});

test("names like __proto__ are only names", async () => {
  control.there.receive('{"type":"media","__proto__":{"isAdmin":true}}');

  assert.equal(control.got[0].type, "media");
  assert.equal({}.isAdmin, undefined);
});
