import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { mediaType } from "../../../static/js/record/media_type.js";
import { Recorder } from "../../../static/js/record/recorder.js";
import { FakeMediaRecorder, FakeStream } from "./fakes.js";

let clock;
let recorder;
let device;
let told;
let chunks;

beforeEach(() => {
  mock.timers.enable({ apis: ["setInterval"] });
  clock = 0;
  told = [];
  chunks = [];
  recorder = new Recorder({
    stream: new FakeStream(), MediaRecorder: FakeMediaRecorder, mimeType: "audio/webm;codecs=opus",
    maxSeconds: 900, toneSeconds: 120, now: () => clock,
  });
  device = FakeMediaRecorder.last;
  recorder.addEventListener("state", (event) => told.push(event.detail));
  recorder.addEventListener("chunk", (event) => chunks.push(event.detail));
  for (const type of ["tone", "limit"]) recorder.addEventListener(type, () => told.push(type));
});
afterEach(() => mock.timers.reset());

function pass(seconds) {
  clock += seconds * 1000;
  mock.timers.tick(200);
}

const sounds = () => Promise.all(chunks.map(({ blob }) => blob.text()));

test("a take runs, and its chunks come numbered, each second, to the last", async () => {
  recorder.start();
  assert.equal(device.slice, 1000);
  device.hear("a");
  pass(1);
  device.emit();
  device.hear("b");
  pass(0.5);
  assert.equal(await recorder.stop(), "stopped");
  assert.deepEqual(told, ["recording", "stopped"]);
  assert.deepEqual(await sounds(), ["a", "b"]);
  assert.deepEqual(chunks.map(({ n, elapsed }) => [n, elapsed]), [[0, 1], [1, 1.5]]);
  assert.equal(recorder.mimeType, "audio/webm;codecs=opus");
});

test("pauses do not count, and what was said before one is handed out at once", async () => {
  recorder.start();
  device.hear("a");
  pass(2);
  recorder.pause();
  assert.deepEqual(await sounds(), ["a"]);
  pass(600);
  assert.equal(recorder.elapsed, 2);
  recorder.resume();
  pass(3);
  assert.equal(recorder.elapsed, 5);
  await recorder.stop();
  pass(9);
  assert.equal(recorder.elapsed, 5);
  assert.deepEqual(told, ["recording", "paused", "recording", "stopped"]);
});

test("a take may be stopped out of a pause", async () => {
  recorder.start();
  device.hear("a");
  recorder.pause();
  assert.equal(await recorder.stop(), "stopped");
});

test("the tone sounds once, after two minutes of speaking", () => {
  recorder.start();
  pass(100);
  recorder.pause();
  pass(100);
  recorder.resume();
  pass(19);
  assert.ok(!told.includes("tone"));
  pass(1);
  pass(60);
  assert.equal(told.filter((word) => word === "tone").length, 1);
});

test("at the limit it says so and stops itself", async () => {
  recorder.start();
  device.hear("a");
  pass(899.9);
  assert.ok(!told.includes("limit"));
  pass(0.1);
  assert.equal(await recorder.finished, "stopped");
  assert.deepEqual(told.slice(-2), ["limit", "stopped"]);
});

test("the limit holds in a background tab, whose timers sleep", async () => {
  recorder.start();
  device.hear("a");
  clock = 901_000;
  device.emit();
  assert.equal(await recorder.finished, "stopped");
});

test("nothing recorded is a failure, not an empty take", async () => {
  recorder.start();
  assert.equal(await recorder.stop(), "failed");
  assert.equal(chunks.length, 0);
});

test("a fault of the browser keeps what was said before it", async () => {
  recorder.start();
  device.hear("precious");
  pass(3);
  device.fail();
  assert.equal(await recorder.finished, "stopped");
  assert.deepEqual(await sounds(), ["precious"]);
});

test("every button may be pressed twice, and in the wrong order", async () => {
  recorder.pause();
  recorder.resume();
  assert.equal(recorder.state, "idle");
  recorder.start();
  recorder.start();
  device.hear("a");
  recorder.resume();
  recorder.pause();
  recorder.pause();
  const [one, two] = await Promise.all([recorder.stop(), recorder.stop()]);
  recorder.start();
  assert.deepEqual([one, two, recorder.state], ["stopped", "stopped", "stopped"]);
  assert.deepEqual(told, ["recording", "paused", "stopped"]);
});

test("a recorder that never began can be stopped", async () => {
  assert.equal(await recorder.stop(), "failed");
});

test("WebM goes first, but Safari gets MP4 even where it claims WebM", () => {
  const choose = (supported, vendor) =>
    mediaType({ MediaRecorder: { isTypeSupported: (type) => supported.includes(type) }, navigator: { vendor } });
  const all = ["audio/webm;codecs=opus", "audio/webm", "audio/mp4", "audio/ogg;codecs=opus"];
  assert.equal(choose(all, "Google Inc."), "audio/webm;codecs=opus");
  assert.equal(choose(all, "Apple Computer, Inc."), "audio/mp4");
  assert.equal(choose(["audio/webm"], "Apple Computer, Inc."), "audio/webm");
  assert.equal(choose(["audio/ogg;codecs=opus"], ""), "audio/ogg;codecs=opus");
  assert.equal(choose([], undefined), "");
});
