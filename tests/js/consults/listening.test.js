import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Listening } from "../../../static/js/consults/listening.js";
import { consult } from "./cast.js";

let audio;
let heard;
let faults;
let listening;

/** A media element: `play` may be refused. */
class Sound extends EventTarget {
  paused = true;
  ended = false;
  currentTime = 0;
  duration = NaN;
  src = "";
  refusal = null;

  async play() {
    if (this.refusal) throw Object.assign(new Error("no"), { name: this.refusal });
    this.paused = false;
    this.dispatchEvent(new Event("play"));
  }

  pause() {
    this.paused = true;
    this.dispatchEvent(new Event("pause"));
  }

  removeAttribute() {
    this.src = "";
    this.currentTime = 0;
  }

  load() {}
}

beforeEach(() => {
  audio = new Sound();
  heard = [];
  faults = 0;
  listening = new Listening(audio, { onChange: (...facts) => heard.push(facts), onFault: () => (faults += 1) });
});

test("a press plays, the next pauses, and it goes on from there", async () => {
  await listening.toggle(consult("a"));
  audio.currentTime = 31;
  await listening.toggle(consult("a"));
  await listening.toggle(consult("a"));
  assert.deepEqual(heard, [["a", true, 0], ["a", false, 0.5], ["a", true, 0.5]]);
  assert.equal(audio.src, "/api/v1/consults/a/audio/");
});

test("another recording lets the first go", async () => {
  await listening.toggle(consult("a"));
  await listening.toggle(consult("b"));
  assert.deepEqual(heard, [["a", true, 0], ["a", false, null], ["b", true, 0]]);
});

test("a row that has gone takes its sound along, and no other's", async () => {
  await listening.toggle(consult("a"));
  listening.release("b");
  assert.equal(audio.paused, false);
  listening.release("a");
  assert.deepEqual([audio.paused, audio.src, heard.at(-1)], [true, "", ["a", false, null]]);
  audio.dispatchEvent(new Event("timeupdate"));
  assert.equal(heard.length, 2);
});

test("what cannot be played is said, and the button is as before", async () => {
  audio.refusal = "NotSupportedError";
  await listening.toggle(consult("a"));
  assert.deepEqual([faults, heard.at(-1)], [1, ["a", false, null]]);
});

test("a pause that overtakes the play is no fault", async () => {
  audio.refusal = "AbortError";
  await listening.toggle(consult("a"));
  assert.equal(faults, 0);
});
