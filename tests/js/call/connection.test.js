import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { FakePeerConnection, FakeTrack, settle } from "./fakes.js";
import { Stage } from "./cast.js";

let stage;

beforeEach(() => {
  FakePeerConnection.isDark = false;
  stage = new Stage();
});

const states = (...pages) => pages.map(({ connection }) => connection.state);
const rounds = ({ told }) => told.filter((each) => each.round !== undefined);
const isBoth = (pages, state) => assert.deepEqual(states(...pages), pages.map(() => state));

test("two who come one after the other meet with one offer, three tracks and three links", async () => {
  const { instructor, learner } = await stage.call();

  isBoth([instructor, learner], "connected");
  for (const { told, connection } of [instructor, learner]) {
    assert.deepEqual(told.filter((each) => typeof each === "string"), ["connecting", "mic", "camera", "screen", "connected"]);
    assert.deepEqual(told.filter(({ round }) => round), [{ round: 1, fresh: true }]);
    assert.ok(["control", "chat", "script"].every((name) => connection.link(name).isOpen));
  }
  assert.equal(stage.room.log.filter(({ description }) => description).length, 2);
  assert.deepEqual(instructor.pc.getTransceivers().map(({ kind }) => kind), ["audio", "video", "video"]);
  assert.deepEqual(learner.pc.getTransceivers().map(({ currentDirection }) => currentDirection), ["sendrecv", "sendrecv", "sendrecv"]);
  assert.deepEqual([instructor.connection.isPolite, learner.connection.isPolite], [false, true]);
});

test("everything that is said names the page and the round", async () => {
  await stage.call();

  const said = stage.room.log.filter(({ hello }) => !hello);
  assert.ok(said.every(({ page, from, round }) => round === 1 && page === (from === "learner" ? "page-l" : "page-i")));
});

for (const first of ["learner", "instructor"]) {
  test(`who comes at once meets, the ${first} a moment before`, async () => {
    const order = first === "learner" ? ["learner", "instructor"] : ["instructor", "learner"];
    const pages = order.map((role) => stage.page(role));
    for (const { connection } of pages) connection.start();
    for (const { signal } of pages) signal.open();
    await settle();

    isBoth(pages, "connected");
  });
}

test("both restart ICE at once: the polite one gives way, and one round goes on", async () => {
  const { instructor, learner } = await stage.call();

  await Promise.all([instructor.connection.restart(), learner.connection.restart()]);
  await settle();

  isBoth([instructor, learner], "connected");
  assert.deepEqual([instructor.pc, learner.pc].map(({ signalingState }) => signalingState), ["stable", "stable"]);
  assert.equal(instructor.connections.length + learner.connections.length, 2);
  const said = stage.room.log.filter(({ description }) => description).slice(2).map(({ from, description }) => `${from} ${description.type}`);
  assert.deepEqual(said.slice(0, 2).toSorted(), ["instructor offer", "learner offer"]);
  assert.equal(said[2], "learner answer");
});

test("a restart asks for the servers anew", async () => {
  const { instructor } = await stage.call();

  await instructor.connection.restart();
  await settle();

  assert.equal(instructor.pc.configuration.asked, 3);
});

test("servers that cannot be had do not stop the call", async () => {
  const ice = async () => { throw new Error("refused"); };
  const pages = ["instructor", "learner"].map((role) => stage.enter(role, { ice }));
  await settle();

  isBoth(pages, "connected");
});

test("a socket that comes back changes nothing", async () => {
  const { instructor, learner } = await stage.call();
  const said = stage.room.log.filter(({ description }) => description).length;

  for (const { socket } of [learner, instructor]) {
    socket.drop();
    await stage.clock.pass(6000);
    isBoth([instructor, learner], "connected");
    socket.open();
    await settle();
  }

  assert.equal(stage.room.log.filter(({ description }) => description).length, said);
  assert.deepEqual([rounds(instructor).length, rounds(learner).length], [1, 1]);
});

test("the server goes away and comes back under a call", async () => {
  const { instructor, learner } = await stage.call();

  for (const { socket } of [learner, instructor]) socket.drop();
  await stage.clock.pass(30_000);
  isBoth([instructor, learner], "connected");
  for (const { socket } of [learner, instructor]) socket.open();
  await stage.clock.pass(5000);

  isBoth([instructor, learner], "connected");
  assert.equal(instructor.connections.length, 1);
});

for (const role of ["learner", "instructor"]) {
  test(`the ${role}'s page is loaded anew: a fresh round, again and again`, async () => {
    const pages = await stage.call();
    const other = role === "learner" ? "instructor" : "learner";

    for (const time of [1, 2, 3]) {
      stage.leave(pages[role]);
      await stage.clock.pass(200);
      pages[role] = stage.enter(role, { page: `another-${time}` });
      await stage.clock.pass(4000);
      isBoth([pages.learner, pages.instructor], "connected");
      assert.equal(rounds(pages[other]).at(-1).fresh, true);
    }
  });

  test(`the ${role}'s browser is killed: nothing is said, and the page that follows is met`, async () => {
    const pages = await stage.call();
    pages[role].pc.isDead = true;
    pages[role].connection.close(); // its end is heard of by nobody
    pages[role].socket.drop();
    await stage.clock.pass(1000);

    pages[role] = stage.enter(role, { page: "after-the-crash" });
    await stage.clock.pass(5000);

    isBoth([pages.learner, pages.instructor], "connected");
  });
}

test("first the learner's page is loaded anew, then the instructor's, which counts from one again", async () => {
  const { instructor, learner } = await stage.call();
  stage.leave(learner);
  const again = stage.enter("learner", { page: "learner-2" });
  await stage.clock.pass(1000);
  stage.leave(instructor);
  const anew = stage.enter("instructor", { page: "instructor-2" });
  await stage.clock.pass(1000);

  isBoth([anew, again], "connected");
});

test("a candidate of an earlier round is dropped", async () => {
  const { instructor, learner } = await stage.call();
  const late = { page: "page-l", round: 1, candidate: { candidate: "candidate:late", sdpMid: "0", sdpMLineIndex: 0 } };
  stage.leave(learner);
  const again = stage.enter("learner", { page: "another" });
  await stage.clock.pass(4000);

  instructor.signal.dispatchEvent(new CustomEvent("signal", { detail: late }));
  again.signal.dispatchEvent(new CustomEvent("signal", { detail: { ...late, page: "page-i" } }));
  await settle();

  isBoth([instructor, again], "connected");
  assert.ok(![...instructor.pc.candidates, ...again.pc.candidates].includes("candidate:late"));
});

test("a candidate that comes before its offer is kept for it", async () => {
  const learner = stage.enter("learner");
  await settle();
  const hear = (data) => learner.signal.dispatchEvent(new CustomEvent("signal", { detail: { page: "p", round: 4, ...data } }));

  hear({ candidate: { candidate: "candidate:early", sdpMid: "0", sdpMLineIndex: 0 } });
  hear({ round: 3, candidate: { candidate: "candidate:other", sdpMid: "0", sdpMLineIndex: 0 } });
  hear({ description: { type: "offer", sdp: "a=fingerprint:ZZ\r\na=ice-ufrag:u\r\nm=audio x\r\nm=video x\r\nm=video x\r\n" } });
  await settle();

  assert.deepEqual(learner.pc.candidates, ["candidate:early"]);
});

test("more candidates than any computer has are not taken, nor does nonsense hurt", async () => {
  const { instructor, learner } = await stage.call();
  const before = instructor.pc.candidates.length;

  learner.signal.send({ page: "page-l", round: 1, candidate: { candidate: "nonsense" } });
  for (let number = 0; number < 150; number += 1) {
    learner.signal.send({ page: "page-l", round: 1, candidate: { candidate: `candidate:${number}`, sdpMid: "0" } });
  }
  await settle(400);

  assert.ok(instructor.pc.candidates.length - before < 100);
  isBoth([instructor, learner], "connected");
});

test("a client that names neither page nor round works as the learner, also when it comes anew", async () => {
  const plain = () => {
    const page = stage.page("learner");
    const send = page.socket.send.bind(page.socket);
    page.socket.send = (frame) => {
      const data = { ...frame.data };
      for (const name of ["page", "round"]) delete data[name];
      return data.hello || send({ ...frame, data });
    };
    page.signal.open();
    page.connection.start();
    return page;
  };
  const instructor = stage.enter("instructor");
  const first = plain();
  await settle();
  isBoth([instructor, first], "connected");

  first.pc.isDead = true;
  first.connection.close();
  first.socket.drop();
  const second = plain();
  await stage.clock.pass(6000); // as soon as its silence tells

  isBoth([instructor, second], "connected");
});

const NONSENSE = [null, 7, "x", [], {}, { description: null }, { description: { type: "offer" } }, { candidate: 4 }, { page: {}, round: "x" },
  { description: { type: "rollback", sdp: "" } }, { description: { type: "offer", sdp: "x".repeat(1 << 20) } },
  { description: { type: "answer", sdp: "garbage" } }, { __proto__: { hello: true } }];

test("nonsense changes nothing", async () => {
  const { instructor, learner } = await stage.call();

  for (const detail of NONSENSE) for (const { signal } of [instructor, learner]) signal.dispatchEvent(new CustomEvent("signal", { detail }));
  await stage.clock.pass(1000);

  isBoth([instructor, learner], "connected");
  assert.equal(instructor.connections.length, 1);
});

for (const page of ["page-l", "a-stranger"]) {
  test(`an offer of garbage from ${page} costs a round, no more`, async () => {
    const { instructor, learner } = await stage.call();

    learner.signal.send({ page, round: 1, description: { type: "offer", sdp: "garbage" } });
    await stage.clock.pass(10_000);

    isBoth([instructor, learner], "connected");
    assert.ok(instructor.connections.length > 1);
  });
}

test("an offer of garbage to the learner is followed by a round that works", async () => {
  const { instructor, learner } = await stage.call();

  instructor.signal.send({ page: "page-i", round: 1, description: { type: "offer", sdp: "a=fingerprint:none\n" } });
  await stage.clock.pass(25_000);

  isBoth([instructor, learner], "connected");
});

test("a message over the limits begins a new round, at most every three seconds", async () => {
  const { instructor, learner } = await stage.call();
  const channel = learner.pc.channels.find(({ label }) => label === "chat");

  channel.send("x".repeat(20_000));
  await settle();
  await stage.clock.pass(10_000);

  isBoth([instructor, learner], "connected");
  assert.equal(rounds(instructor).at(-1).round, 2);
  assert.equal(rounds(instructor).at(-1).fresh, false);
});

test("silence is noticed within five seconds, and ICE is restarted every three seconds, the learner's every five", async () => {
  const { instructor, learner } = await stage.call();
  for (const { pc } of [instructor, learner]) {
    pc.isDead = true;
    for (const channel of pc.channels) channel.isCut = true;
  }

  await stage.clock.pass(6500);
  isBoth([instructor, learner], "reconnecting");
  const offers = () => stage.room.log.filter(({ description }) => description?.type === "offer").map(({ from }) => from);
  const before = offers().length;
  await stage.clock.pass(6000);
  assert.ok(offers().length - before >= 2);

  for (const { pc } of [instructor, learner]) {
    pc.isDead = false;
    for (const channel of pc.channels) channel.isCut = false;
  }
  await stage.clock.pass(5000);
  isBoth([instructor, learner], "connected");
  assert.equal(instructor.connections.length, 1);
});

test("fifteen seconds in vain begin a new round", async () => {
  const { instructor, learner } = await stage.call();
  instructor.pc.isDead = true;
  for (const { pc } of [instructor, learner]) pc.ice("failed");

  await stage.clock.pass(14_000);
  assert.equal(instructor.connections.length, 1);
  await stage.clock.pass(3000);

  assert.equal(instructor.connections.length, 2);
  assert.deepEqual(rounds(learner).at(-1), { round: 2, fresh: false });
  isBoth([instructor, learner], "connected");
});

test("a minute in vain is a failure, and what comes after it is still a success", async () => {
  const { instructor, learner } = await stage.call();
  FakePeerConnection.isDark = true;
  for (const { pc } of [instructor, learner]) {
    pc.isDead = true;
    pc.ice("failed");
  }
  await stage.clock.pass(59_000);
  assert.ok(!instructor.told.includes("failed"));
  await stage.clock.pass(2000);
  assert.ok(instructor.told.includes("failed"));

  FakePeerConnection.isDark = false;
  await stage.clock.pass(20_000);
  isBoth([instructor, learner], "connected");
});

test("tracks given before the first round are sent in each, and taken off when null", async () => {
  const [mic, screen] = [new FakeTrack("audio"), new FakeTrack("video")];
  const learner = stage.page("learner");
  await learner.connection.replace("mic", mic);
  await learner.connection.replace("screen", screen);
  learner.signal.open();
  learner.connection.start();
  const instructor = stage.enter("instructor");
  await settle();
  const sent = () => learner.pc.getTransceivers().map(({ sender }) => sender.track);
  assert.deepEqual(sent(), [mic, null, screen]);
  assert.equal(learner.pc.getTransceivers()[2].sender.parameters.encodings[0].maxBitrate, 1_500_000);

  stage.leave(instructor);
  stage.enter("instructor", { page: "another" });
  await stage.clock.pass(3000);
  assert.equal(learner.connections.length, 2);
  assert.deepEqual(sent(), [mic, null, screen]);

  await learner.connection.replace("mic", null);
  assert.deepEqual(sent(), [null, null, screen]);
  await assert.rejects(learner.connection.replace("__proto__", mic), RangeError);
});

test("three calls in one tab", async () => {
  for (const time of [1, 2, 3]) {
    const pages = Object.values(await stage.call());
    isBoth(pages, "connected");
    for (const page of pages) stage.leave(page);
    assert.ok(pages.every(({ pc }) => pc.signalingState === "closed"), `call ${time}`);
  }
  assert.equal(stage.clock.running, 0);
});

test("a page that leaves in the midst of negotiation leaves nothing behind", async () => {
  for (const turns of [0, 1, 2, 3, 5, 8]) {
    const pages = ["instructor", "learner"].map((role) => stage.enter(role));
    await settle(turns);
    for (const page of pages) {
      page.connection.close();
      page.connection.close();
    }
    await settle();
    isBoth(pages, "ended");
    assert.ok(pages.every(({ connections }) => connections.every(({ signalingState }) => signalingState === "closed")));
    for (const { signal } of pages) signal.close();
  }
  assert.equal(stage.clock.running, 0);
});

test("stats are those of the present connection", async () => {
  const learner = stage.enter("learner");
  assert.equal(await learner.connection.stats(), null);
  stage.enter("instructor");
  await settle();

  assert.equal((await learner.connection.stats()).get("one").id, learner.pc.fingerprint);
});

test("presence is told", async () => {
  const { instructor, learner } = await stage.call();
  const told = [];
  instructor.connection.addEventListener("peer", ({ detail }) => told.push(detail.present));

  learner.socket.drop();
  await settle();
  learner.socket.open();
  await settle();

  assert.deepEqual(told, [false, true]);
});
