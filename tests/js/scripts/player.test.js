import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Player } from "../../../static/js/scripts/player.js";
import { Frames, Sound } from "./cast.js";

let sound;
let frames;
let player;
let told;

beforeEach(() => {
  sound = new Sound();
  frames = new Frames();
  player = new Player(sound, 60, frames);
  told = [];
  for (const type of ["tick", "change", "fault"]) player.addEventListener(type, () => told.push(type));
});

test("the server's length counts, the file's own only where there is none", () => {
  assert.equal(player.duration, 60);
  sound.duration = 12;
  assert.equal(new Player(sound, 0, frames).duration, 12);
  sound.duration = Infinity;
  assert.equal(new Player(sound, 0, frames).duration, 0);
});

test("while it plays every frame is told, and none after a pause", async () => {
  await player.play();
  assert.ok(player.playing);
  told.length = 0;
  assert.ok(frames.next() && frames.next());
  assert.deepEqual(told, ["tick", "tick"]);
  player.toggle();
  assert.ok(!player.playing);
  assert.ok(!frames.next());
});

test("a position outside the recording is brought inside", () => {
  player.seek(-3);
  assert.equal(player.time, 0);
  player.seek(99);
  assert.equal(player.time, 60);
});

test("playing from a word plays there, also while it plays already", async () => {
  player.playFrom(10);
  assert.deepEqual([player.time, player.playing], [10, true]);
  player.playFrom(20);
  assert.deepEqual([player.time, player.playing], [20, true]);
});

test("a refused play is told, one that a pause overtook is not", async () => {
  sound.refusal = "AbortError";
  await player.play();
  assert.ok(!told.includes("fault"));
  sound.refusal = "NotSupportedError";
  await player.play();
  assert.ok(told.includes("fault"));
});

test("the better copy waits for a pause and keeps place and speed", async () => {
  player.speed = 1.25;
  await player.play();
  sound.currentTime = 31;
  player.replace("/copy", 61);
  assert.deepEqual([sound.source, player.duration], ["/raw", 61]);
  player.toggle();
  assert.deepEqual([sound.source, player.time, player.speed], ["/copy", 31, 1.25]);
});

test("a silent player takes the copy at once, and the same copy never twice", () => {
  player.replace("/copy", 60);
  assert.equal(sound.source, "/copy");
  sound.currentTime = 5;
  player.replace("/copy", 60);
  assert.equal(player.time, 5);
});

test("at the end it starts over from the copy's beginning", async () => {
  await player.play();
  player.replace("/copy", 60);
  sound.currentTime = 60;
  sound.end();
  assert.deepEqual([sound.source, player.time, player.playing], ["/copy", 0, false]);
});

test("what stops half-way because its address ran out is asked for anew and goes on", async () => {
  await player.play();
  sound.currentTime = 41;
  sound.fail(2);
  assert.deepEqual([sound.loads, player.time, player.playing], [1, 41, true]);
  assert.ok(!told.includes("fault"));
  sound.fail(2); // again, without a sound in between
  assert.equal(sound.loads, 1);
  assert.ok(told.includes("fault"));
});

test("what played again may fail again", async () => {
  await player.play();
  sound.fail(2);
  sound.dispatchEvent(new Event("playing"));
  sound.fail(2);
  assert.deepEqual([sound.loads, told.includes("fault")], [2, false]);
});

test("what never loaded, or is damaged, is a fault at once", () => {
  sound.fail(4);
  assert.ok(told.includes("fault"));
  told.length = 0;
  sound.readyState = 0;
  sound.fail(2);
  assert.ok(told.includes("fault"));
  assert.equal(sound.loads, 0);
});

test("pressed again, what has failed is asked for anew", async () => {
  await player.play();
  assert.equal(sound.loads, 0);
  sound.fail(4);
  player.seek(30);
  await player.play();
  assert.deepEqual([sound.loads, player.time], [1, 30]);
});
