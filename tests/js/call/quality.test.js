import assert from "node:assert/strict";
import { test } from "node:test";
import { Pace } from "../../../static/js/call/pace.js";
import { Quality } from "../../../static/js/call/quality.js";
import { Clock } from "./fakes.js";

function report({ at, rtt = 0.02, lost = 0, received = 0, bytes = 0, jitter = 0.005, type = "host", fraction = 0 }) {
  return new Map(Object.entries({
    transport: { type: "transport", selectedCandidatePairId: "pair" },
    pair: { type: "candidate-pair", currentRoundTripTime: rtt, localCandidateId: "local", remoteCandidateId: "remote", timestamp: at },
    local: { type: "local-candidate", candidateType: type },
    remote: { type: "remote-candidate", candidateType: "host" },
    in: { type: "inbound-rtp", packetsLost: lost, packetsReceived: received, bytesReceived: bytes, jitter },
    out: { type: "remote-inbound-rtp", fractionLost: fraction },
  }));
}

async function judged(...reports) {
  const clock = new Clock();
  const quality = new Quality({ stats: async () => reports.shift() ?? null, timers: clock });
  const told = [];
  quality.addEventListener("change", ({ detail }) => told.push(detail));
  quality.start();
  await clock.pass(2000 * reports.length);
  quality.close();
  assert.equal(clock.running, 0);
  return told.at(-1);
}

const CASES = {
  good: {}, fair: { rtt: 0.3 }, poor: { rtt: 0.7 },
};
for (const [level, change] of Object.entries(CASES)) {
  test(`a way that is ${level}`, async () => {
    const found = await judged(report({ at: 1000 }), report({ at: 3000, received: 100, bytes: 250_000, ...change }));

    assert.deepEqual(found, { level, rtt: Math.round((change.rtt ?? 0.02) * 1000), loss: 0, jitter: 5, relay: false, bitrate: 1_000_000 });
  });
}

test("loss is that of the last two seconds, either way; a relay is told", async () => {
  const here = await judged(report({ at: 1000, lost: 50, received: 50 }), report({ at: 3000, lost: 70, received: 130, type: "relay" }));
  assert.deepEqual([here.level, here.loss, here.relay], ["poor", 0.2, true]);

  const there = await judged(report({ at: 1000 }), report({ at: 3000, received: 100, fraction: 0.05 }));
  assert.deepEqual([there.level, there.loss], ["fair", 0.05]);
});

test("without a connection, or in a new one, nothing is known", async () => {
  const nothing = await judged(null, null);
  const anew = await judged(report({ at: 1000, bytes: 9000 }), report({ at: 3000, bytes: 10 }));

  assert.deepEqual([nothing.level, anew.level], ["unknown", "unknown"]);
});

test("signals never go out faster than the server takes them, and in order", async () => {
  const clock = new Clock();
  const sent = [];
  const pace = new Pace({ send: (value) => sent.push([clock.at, value]), timers: clock, now: clock.now });
  for (let number = 0; number < 120; number += 1) pace.post(number);
  assert.equal(sent.length, 40);

  await clock.pass(10_000);
  assert.deepEqual(sent.map(([, value]) => value), Array.from({ length: 120 }, (_, number) => number));
  for (const [index, [from]] of sent.entries()) {
    assert.ok(sent.slice(index).filter(([when]) => when < from + 1000).length <= 60, "a burst of 60");
  }
  pace.post("last");
  assert.equal(sent.length, 121);
});

test("what waits can be forgotten", async () => {
  const clock = new Clock();
  const sent = [];
  const pace = new Pace({ send: (value) => sent.push(value), timers: clock, now: clock.now, burst: 1 });
  for (const value of [1, 2, 3]) pace.post(value);
  pace.clear();
  await clock.pass(5000);

  assert.deepEqual(sent, [1]);
});
