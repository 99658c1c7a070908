import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Media } from "../../../static/js/call/media.js";
import { FakeTrack, settle } from "./fakes.js";

class Devices extends EventTarget {
  opened = [];
  asked = [];
  refuse = {};
  present = { audio: ["default", "headset"], video: ["default", "webcam"] };
  hold = null;

  async getUserMedia(constraints) {
    this.asked.push(constraints);
    await this.hold;
    const tracks = Object.entries(constraints).map(([kind, wanted]) => this.#open(kind, wanted));
    this.opened.push(...tracks);
    return stream(tracks);
  }

  async getDisplayMedia() {
    if (this.refuse.screen) throw new DOMException(this.refuse.screen[1] ?? "", this.refuse.screen[0]);
    const track = new FakeTrack("video", "screen");
    this.opened.push(track);
    return stream([track]);
  }

  async enumerateDevices() {
    return [{ kind: "audioinput", deviceId: "headset", label: "Headset" }, { kind: "videoinput", deviceId: "", label: "" },
      { kind: "audiooutput", deviceId: "out", label: "Out" }];
  }

  get live() {
    return this.opened.filter(({ readyState }) => readyState === "live").map(({ kind, deviceId }) => `${kind} ${deviceId}`);
  }

  #open(kind, wanted) {
    if (this.refuse[kind]) throw new DOMException("", this.refuse[kind]);
    const id = wanted.deviceId?.exact ?? this.present[kind][0];
    if (!id) throw new DOMException("", "NotFoundError");
    if (!this.present[kind].includes(id)) throw new DOMException("", "OverconstrainedError");
    return new FakeTrack(kind, id);
  }
}

const stream = (tracks) => ({
  getTracks: () => tracks,
  getAudioTracks: () => tracks.filter(({ kind }) => kind === "audio"),
  getVideoTracks: () => tracks.filter(({ kind }) => kind === "video"),
});

let devices;
let storage;
let window;

beforeEach(() => {
  devices = new Devices();
  const kept = new Map();
  storage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  window = { isSecureContext: true, navigator: { mediaDevices: devices, userAgent: "Firefox" } };
});

const make = () => new Media({ window, storage, key: "devices" });
const started = async () => {
  const media = make();
  await media.start();
  return media;
};

test("both are opened with one question", async () => {
  const media = await started();

  assert.equal(devices.asked.length, 1);
  assert.deepEqual(devices.live, ["audio default", "video default"]);
  assert.deepEqual(media.problems, { mic: null, camera: null, screen: null });
  assert.equal(devices.asked[0].audio.echoCancellation, true);
});

for (const [name, code] of [["NotFoundError", "no_device"], ["NotAllowedError", "denied"], ["NotReadableError", "busy"]]) {
  test(`without a camera (${name}) the microphone works alone`, async () => {
    devices.refuse.video = name;
    const media = await started();

    assert.deepEqual(devices.live, ["audio default"]);
    assert.deepEqual([media.camera, media.problems.camera, media.problems.mic], [null, code, null]);
  });
}

test("with nothing at all each has its reason", async () => {
  devices.refuse = { audio: "NotAllowedError", video: "NotFoundError" };
  const media = await started();

  assert.deepEqual(media.problems, { mic: "denied", camera: "no_device", screen: null });
});

for (const [change, code] of [[{ isSecureContext: false }, "insecure"], [{ navigator: { userAgent: "Firefox" } }, "unsupported"],
  [{ navigator: { userAgent: "KAKAOTALK" } }, "in_app_browser"]]) {
  test(`a browser that has no devices for a page: ${code}`, async () => {
    Object.assign(window, change);
    const media = await started();
    await media.shareScreen();

    assert.deepEqual([media.problems.mic, media.problems.camera], [code, code]);
    if (code !== "insecure") assert.deepEqual(await media.devices(), { mics: [], cameras: [], speakers: [] });
    media.release();
  });
}

test("off closes the device, on opens it again, and a reload remembers", async () => {
  const media = await started();
  await media.setMic(false);
  assert.deepEqual([media.mic, devices.live], [null, ["video default"]]);

  media.release();
  const again = await started();
  assert.deepEqual(devices.live, ["video default"]);
  await again.setMic(true);
  assert.deepEqual(devices.live, ["video default", "audio default"]);
});

test("of quick presses the last one counts, and never are two open", async () => {
  const media = await started();
  let go;
  await media.setMic(false);
  devices.hold = new Promise((done) => (go = done));

  const presses = [media.setMic(true), media.setMic(true), media.setMic(false), media.setMic(true)];
  go();
  await Promise.all(presses);
  assert.deepEqual(devices.live, ["video default", "audio default"]);

  const last = [media.setMic(false), media.setMic(true), media.setMic(false)];
  await Promise.all(last);
  assert.deepEqual([media.mic, devices.live], [null, ["video default"]]);
});

test("what opens after the release is closed", async () => {
  const media = make();
  const opening = media.start();
  media.release();
  await opening;

  assert.deepEqual(devices.live, []);
});

test("a chosen device is remembered, and the default takes its place when it is gone", async () => {
  const media = await started();
  await media.chooseMic("headset");
  assert.equal(media.chosen("mic"), "headset");
  assert.deepEqual(devices.live, ["video default", "audio headset"]);
  media.release();

  devices.present.audio = ["default"];
  const again = await started();
  assert.equal(again.mic.deviceId, "default");
  assert.equal(again.problems.mic, null);
});

test("one that is unplugged gives way to the default one, and it is told", async () => {
  const media = await started();
  const lost = [];
  media.addEventListener("change", ({ detail }) => detail.lost && lost.push(detail.kind));
  await media.chooseMic("headset");

  devices.present.audio = ["default"];
  media.mic.unplug();
  await settle();

  assert.equal(media.mic.deviceId, "default");
  assert.deepEqual(lost, ["mic"]);
});

test("one that was missing is opened when it is plugged in; a new one is only offered", async () => {
  devices.present.video = [];
  const media = await started();
  let told = 0;
  media.addEventListener("devices", () => (told += 1));
  assert.equal(media.problems.camera, "no_device");

  devices.present.video = ["webcam"];
  devices.dispatchEvent(new Event("devicechange"));
  await settle();
  devices.dispatchEvent(new Event("devicechange"));
  await settle();

  assert.deepEqual(devices.live, ["audio default", "video webcam"]);
  assert.equal(told, 2);
  media.release();
  devices.dispatchEvent(new Event("devicechange"));
  assert.equal(told, 2);
});

test("the screen is shared sharply, and its end is told", async () => {
  const media = make();
  const kinds = [];
  media.addEventListener("change", ({ detail }) => kinds.push(detail.kind));
  await media.shareScreen();
  assert.equal(media.screen.contentHint, "detail");

  media.screen.unplug(); // the browser's own button
  assert.equal(media.screen, null);
  await media.shareScreen();
  media.stopScreen();
  assert.deepEqual([devices.live, kinds], [[], ["screen", "screen", "screen", "screen"]]);
});

for (const [error, problem] of [[["NotAllowedError"], null], [["NotAllowedError", "Permission denied by system"], "denied"], [["NotReadableError"], "busy"]]) {
  test(`a screen that is not shared: ${error.join(" ")}`, async () => {
    devices.refuse.screen = error;
    const media = make();
    await media.shareScreen();

    assert.deepEqual([media.screen, media.problems.screen], [null, problem]);
  });
}

test("devices without a name are not offered; a spoilt memory is none", async () => {
  storage.setItem("devices", '{"mic":"x","micId":7,"speakerId":"out"}');
  const media = make();

  assert.deepEqual(await media.devices(), { mics: [{ id: "headset", label: "Headset" }], cameras: [], speakers: [{ id: "out", label: "Out" }] });
  assert.deepEqual([media.chosen("speaker"), media.chosen("mic")], ["out", ""]);
});
