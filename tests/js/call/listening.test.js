import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Listening } from "../../../static/js/call/listening.js";
import { Player } from "../../../static/js/scripts/player.js";
import { settle } from "./fakes.js";
import { Pair } from "./pair.js";

/** As an audio element: what is asked happens in a later task, and is told. */
class Audio extends EventTarget {
  paused = true;
  ended = false;
  duration = 60;
  seeking = false;
  isSilent = false; // the browser wants a press first
  #time = 0;

  get currentTime() {
    return this.#time;
  }

  set currentTime(seconds) {
    this.#time = seconds;
    this.ended = false;
    this.seeking = true;
    this.#tell("seeking");
    setImmediate(() => setImmediate(() => (this.seeking = false)));
    setImmediate(() => setImmediate(() => this.dispatchEvent(new Event("seeked"))));
  }

  async play() {
    if (this.isSilent) throw new DOMException("press first", "NotAllowedError");
    this.paused = this.ended = false;
    this.#tell("play");
  }

  pause() {
    if (this.paused) return;
    this.paused = true;
    this.#tell("pause");
  }

  end() {
    this.paused = this.ended = true;
    this.#time = this.duration;
    for (const type of ["pause", "ended"]) this.#tell(type);
  }

  /** What the element's clock does. */
  run(seconds) {
    this.#time += seconds;
  }

  #tell(type) {
    setImmediate(() => this.dispatchEvent(new Event(type)));
  }
}

let here;
let there;
let said;
let links;

beforeEach(async () => {
  links = new Pair("control");
  said = [];
  for (const role of ["learner", "instructor"]) links[role].addEventListener("message", ({ detail: { type, at } }) => said.push(at === undefined ? { type } : { type, at }));
  [here, there] = [links.instructor, links.learner].map((link) => {
    const audio = new Audio();
    const player = new Player(audio, 60, { requestAnimationFrame: () => 0, cancelAnimationFrame() {} });
    return { audio, player, link, listening: new Listening({ player, audio, link, yields: link === links.learner }) };
  });
  links.connect();
  await settle();
});

const playing = () => [here.player.playing, there.player.playing];

test("a word that one clicks plays for both, and is said once", async () => {
  here.listening.play(12.5);
  await settle();

  assert.deepEqual(playing(), [true, true]);
  assert.deepEqual([here.audio.currentTime, there.audio.currentTime], [12.5, 12.5]);
  assert.deepEqual(said, [{ type: "play", at: 12.5 }]);
});

test("the learner's click plays at the instructor, too, and again while it plays", async () => {
  there.listening.play(3);
  await settle();
  there.audio.run(1);
  here.audio.run(0.9);
  there.listening.play(2);
  await settle();

  assert.deepEqual([here.audio.currentTime, there.audio.currentTime], [2, 2]);
  assert.equal(said.length, 2);
});

test("both click at once: the instructor's word plays for both", async () => {
  here.listening.play(1);
  there.listening.play(5);
  await settle();

  assert.equal(said.length, 2);
  assert.deepEqual(playing(), [true, true]);
  assert.deepEqual([here.audio.currentTime, there.audio.currentTime], [1, 1]);
});

test("one pauses while the other clicks: both do the same", async () => {
  here.listening.play(1);
  await settle();
  here.listening.pause();
  there.listening.play(5);
  await settle();

  const [mine, theirs] = playing();
  assert.equal(mine, theirs);
});

test("a page that was loaded anew is heard again", async () => {
  links.cut();
  for (const at of [1, 2, 3]) here.listening.play(at);
  links.connect();
  await settle();
  there.listening.play(9);
  await settle();

  assert.equal(here.audio.currentTime, 9);
});

test("a client that counts no turns is heard", async () => {
  here.listening.play(1);
  there.link.send({ type: "play", at: 9 });
  await settle();

  assert.equal(here.audio.currentTime, 9);
});

test("the player's own keys play and pause for both", async () => {
  here.audio.currentTime = 7;
  here.player.toggle();
  await settle();
  assert.deepEqual(playing(), [true, true]);
  assert.equal(there.audio.currentTime, 7);
  there.player.toggle();
  await settle();
  assert.deepEqual(playing(), [false, false]);

  assert.deepEqual(said, [{ type: "play", at: 7 }, { type: "pause" }]);
});

test("writing pauses for both; where nothing plays it says nothing", async () => {
  here.listening.pause();
  await settle();
  assert.deepEqual(said, []);
  here.listening.play(1);
  await settle();
  here.listening.pause();
  here.listening.pause();
  await settle();

  assert.deepEqual(playing(), [false, false]);
  assert.deepEqual(said, [{ type: "play", at: 1 }, { type: "pause" }]);
});

test("a seek while it plays takes the other along; one while it is silent does not", async () => {
  here.player.seek(20);
  await settle();
  assert.deepEqual(said, []);
  here.listening.play(1);
  await settle();
  here.player.seek(30);
  await settle();

  assert.equal(there.audio.currentTime, 30);
  assert.deepEqual(said, [{ type: "play", at: 1 }, { type: "play", at: 30 }]);
});

test("the end of the recording is no quarrel", async () => {
  here.listening.play(59);
  await settle();
  here.audio.end();
  there.audio.end();
  await settle();
  here.listening.play(2);
  await settle();

  assert.deepEqual(playing(), [true, true]);
  assert.deepEqual(said.filter(({ type }) => type === "play").length, 2);
});

test("a browser that wants a press first does not stop the other's", async () => {
  there.audio.isSilent = true;
  here.listening.play(4);
  await settle();
  assert.deepEqual(playing(), [true, false]);
  there.audio.isSilent = false;
  there.player.toggle();
  await settle();

  assert.deepEqual(playing(), [true, true]);
});

for (const at of [-1, Number.NaN, Number.POSITIVE_INFINITY, "7", null, undefined, {}, [3]]) {
  test(`play at ${JSON.stringify(at) ?? at} is no message`, async () => {
    here.link.send({ type: "play", at });
    here.link.send({ type: "caret" });
    await settle();

    assert.deepEqual(playing(), [false, false]);
  });
}

test("a place behind the end is the end", async () => {
  here.link.send({ type: "play", at: 1e9 });
  await settle();

  assert.equal(there.audio.currentTime, 60);
  assert.deepEqual(said, [{ type: "play", at: 1e9 }]);
});
