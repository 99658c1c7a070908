import assert from "node:assert/strict";
import { test } from "node:test";
import { Microphone } from "../../../static/js/record/microphone.js";
import { MICROPHONE_CODES, MicrophoneError, outsideLink } from "../../../static/js/record/microphone_errors.js";
import { FakeMediaRecorder, FakeStream, FakeTrack } from "./fakes.js";

const DESKTOP = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
const KAKAO = "Mozilla/5.0 (Linux; Android 14; SM-S911N) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36;KAKAOTALK 10.8.3";
const KAKAO_IOS = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 KAKAOTALK 10.8.5";
const NAVER = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 NAVER(inapp; search; 2000; 12.9.2)";
const INSTAGRAM = "Mozilla/5.0 (Linux; Android 14; SM-S911N) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36 Instagram 334.0.0";
const FACEBOOK = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 [FBAN/FBIOS;FBAV/460.0.0]";

class FakeAudioContext {
  static samples = new Float32Array(1024);
  static open = 0;

  constructor() {
    FakeAudioContext.open += 1;
  }

  async resume() {}

  async close() {
    FakeAudioContext.open -= 1;
  }

  createAnalyser() {
    return { getFloatTimeDomainData: (into) => into.set(FakeAudioContext.samples) };
  }

  createMediaStreamSource() {
    return { connect: () => {} };
  }
}

/** A window whose getUserMedia gives `answers` one after the other: a stream, an error, or a promise of one. */
function browser({ userAgent = DESKTOP, secure = true, answers = [], ...rest } = {}) {
  const asked = [];
  const getUserMedia = async (constraints) => {
    asked.push(constraints);
    const answer = await answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const enumerateDevices = async () => [
    { kind: "videoinput", deviceId: "camera", label: "Camera" },
    { kind: "audioinput", deviceId: "built-in", label: "Built-in" },
    { kind: "audioinput", deviceId: "", label: "" },
  ];
  const navigator = { userAgent, mediaDevices: { getUserMedia, enumerateDevices } };
  return { isSecureContext: secure, navigator, MediaRecorder: FakeMediaRecorder, AudioContext: FakeAudioContext, asked, ...rest };
}

const fault = (name) => new DOMException("no", name);

async function codeOf(window) {
  const error = await new Microphone({ window }).open().then(() => null, (reason) => reason);
  assert.ok(error instanceof MicrophoneError);
  assert.ok(MICROPHONE_CODES.includes(error.code));
  return error.code;
}

test("every reason why there is no microphone has its own code", async () => {
  const cases = {
    insecure: browser({ secure: false, navigator: { userAgent: DESKTOP } }),
    unsupported: browser({ MediaRecorder: undefined }),
    denied: browser({ answers: [fault("NotAllowedError")] }),
    no_device: browser({ answers: [fault("NotFoundError")] }),
    busy: browser({ answers: [fault("NotReadableError")] }),
    unknown: browser({ answers: [fault("InvalidStateError")] }),
  };
  for (const [code, window] of Object.entries(cases)) assert.equal(await codeOf(window), code);
});

test("the chosen device that is gone counts as no device", async () => {
  assert.equal(await codeOf(browser({ answers: [fault("OverconstrainedError")] })), "no_device");
});

for (const [name, userAgent] of Object.entries({ KAKAO, NAVER, INSTAGRAM, FACEBOOK })) {
  test(`inside ${name} the app is named, whether it cannot record or will not`, async () => {
    const cannot = browser({ navigator: { userAgent, mediaDevices: undefined } });
    assert.equal(await codeOf(cannot), "in_app_browser");
    assert.equal(await codeOf(browser({ userAgent, answers: [fault("NotAllowedError")] })), "in_app_browser");
  });
}

test("an app's browser that records is left alone", async () => {
  const microphone = new Microphone({ window: browser({ userAgent: KAKAO, answers: [new FakeStream()] }) });
  await microphone.open();
  assert.ok(microphone.isOpen);
});

test("the way outside is the app's own, an intent, or none", () => {
  const url = "https://opick.example/scripts/new/?a=1&b=2";
  const kakao = `kakaotalk://web/openExternal?url=${encodeURIComponent(url)}`;
  assert.equal(outsideLink(url, KAKAO), kakao);
  assert.equal(outsideLink(url, KAKAO_IOS), kakao);
  assert.equal(outsideLink(url, INSTAGRAM), "intent://opick.example/scripts/new/?a=1&b=2#Intent;scheme=https;end");
  assert.equal(outsideLink(url, NAVER), null);
});

test("the default device is asked for by saying nothing, a chosen one exactly", async () => {
  const window = browser({ answers: [new FakeStream(), new FakeStream(new FakeTrack("headset"))] });
  const microphone = new Microphone({ window });
  await microphone.open();
  const first = microphone.stream.track;
  await microphone.open("headset");
  assert.equal(window.asked[0].audio.deviceId, undefined);
  assert.deepEqual(window.asked[1].audio.deviceId, { exact: "headset" });
  assert.equal(first.readyState, "ended");
  assert.equal(microphone.deviceId, "headset");
});

test("microphones are listed, cameras and nameless ones are not", async () => {
  assert.deepEqual(await new Microphone({ window: browser() }).devices(), [{ id: "built-in", label: "Built-in" }]);
});

test("releasing stops the track and the measurement", async () => {
  const before = FakeAudioContext.open;
  const microphone = new Microphone({ window: browser({ answers: [new FakeStream()] }) });
  const { track } = await microphone.open();
  assert.equal(FakeAudioContext.open, before + 1);
  microphone.release();
  assert.deepEqual([track.readyState, microphone.isOpen, microphone.level()], ["ended", false, 0]);
  assert.equal(FakeAudioContext.open, before);
});

test("a microphone that arrives after the release is closed again", async () => {
  const late = new FakeStream();
  const microphone = new Microphone({ window: browser({ answers: [new Promise((resolve) => setImmediate(resolve, late))] }) });
  const opening = microphone.open();
  microphone.release();
  await opening;
  assert.deepEqual([late.track.readyState, microphone.isOpen], ["ended", false]);
});

test("a refusal that arrives after the release is nobody's concern any more", async () => {
  const late = new Promise((resolve) => setImmediate(resolve, fault("NotAllowedError")));
  const microphone = new Microphone({ window: browser({ answers: [late] }) });
  const opening = microphone.open();
  microphone.release();
  assert.equal(await opening, null);
});

test("of two openings the later one stays", async () => {
  let arrive;
  const slow = new Promise((resolve) => (arrive = resolve));
  const [first, second] = [new FakeStream(), new FakeStream(new FakeTrack("headset"))];
  const microphone = new Microphone({ window: browser({ answers: [slow, second] }) });
  const opening = microphone.open();
  await microphone.open("headset");
  arrive(first);
  await opening;
  assert.equal(first.track.readyState, "ended");
  assert.equal(microphone.stream, second);
});

test("unplugging and a phone call are told, a release of one's own is not", async () => {
  const microphone = new Microphone({ window: browser({ answers: [new FakeStream(), new FakeStream()] }) });
  const told = [];
  for (const type of ["lost", "interrupted", "resumed"]) microphone.addEventListener(type, () => told.push(type));
  const { track } = await microphone.open();
  track.dispatchEvent(new Event("mute"));
  track.dispatchEvent(new Event("unmute"));
  track.unplug();
  assert.deepEqual(told, ["interrupted", "resumed", "lost"]);
  await microphone.open();
  track.unplug();
  assert.equal(told.length, 3);
});

test("the level goes from silence to full scale, evenly in decibels", async () => {
  const microphone = new Microphone({ window: browser({ answers: [new FakeStream()] }) });
  await microphone.open();
  const levelOf = (amplitude) => {
    FakeAudioContext.samples = new Float32Array(1024).fill(amplitude);
    return microphone.level();
  };
  assert.equal(levelOf(0), 0);
  assert.equal(levelOf(1), 1);
  assert.ok(Math.abs(levelOf(10 ** (-30 / 20)) - 0.5) < 0.01);
});
