import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { QuestionPlayer } from "../../../static/js/record/question_player.js";
import { FakeAudio, QUESTION } from "./cast.js";

class FakeUtterance extends EventTarget {
  constructor(text) {
    super();
    this.text = text;
  }
}

/** The browser's voice: begins at once, fails, or does nothing. */
class FakeSpeech {
  said = [];

  constructor(behaviour, voices = []) {
    this.behaviour = behaviour;
    this.voices = voices;
  }

  getVoices() {
    return this.voices;
  }

  speak(utterance) {
    this.said.push(utterance);
    if (this.behaviour !== "silent") queueMicrotask(() => utterance.dispatchEvent(new Event(this.behaviour)));
  }

  cancel() {}
}

let audio;
let states;

beforeEach(() => {
  audio = new FakeAudio();
  states = [];
});

function player(speech, question = QUESTION) {
  const made = new QuestionPlayer({ audio, speech, Utterance: FakeUtterance, patience: 20 });
  made.addEventListener("state", (event) => states.push(event.detail));
  made.load(question);
  return made;
}

test("the recorded voice is played, and each hearing is counted", async () => {
  const one = player(new FakeSpeech("start"));
  await one.play();
  assert.deepEqual([one.state, one.count, audio.src], ["playing", 1, QUESTION.audio_url]);
  audio.end();
  assert.equal(one.state, "idle");
  await one.play();
  await one.play();
  assert.equal(one.count, 3);
});

test("where the recorded voice fails, the browser speaks in English", async () => {
  audio.isBroken = true;
  const speech = new FakeSpeech("start", [{ lang: "ko-KR" }, { lang: "en-GB" }, { lang: "en_US" }]);
  const one = player(speech);
  await one.play();
  assert.deepEqual([one.state, one.count], ["playing", 1]);
  assert.deepEqual([speech.said[0].text, speech.said[0].lang, speech.said[0].voice.lang], [QUESTION.text, "en-US", "en_US"]);
  speech.said[0].dispatchEvent(new Event("end"));
  assert.equal(one.state, "idle");
});

test("a question without audio is spoken by the browser", async () => {
  const speech = new FakeSpeech("start");
  await player(speech, { ...QUESTION, audio_url: null }).play();
  assert.equal(speech.said.length, 1);
});

for (const [name, speech] of Object.entries({ refuses: new FakeSpeech("error"), "never begins": new FakeSpeech("silent"), "is missing": undefined })) {
  test(`no voice at all is told: the browser's ${name}`, async () => {
    audio.isBroken = true;
    const one = player(speech);
    await one.play();
    assert.deepEqual([one.state, one.count], ["failed", 0]);
  });
}

test("stopping before the audio has begun stays silent", async () => {
  let fail;
  audio.play = () => new Promise((_resolve, reject) => (fail = reject));
  const speech = new FakeSpeech("start");
  const one = player(speech);
  const playing = one.play();
  one.stop();
  fail(new DOMException("paused", "AbortError"));
  await playing;
  assert.deepEqual([one.state, one.count, speech.said.length], ["idle", 0, 0]);
});

test("an end that comes late does not end what was started after it", async () => {
  audio.isBroken = true;
  const speech = new FakeSpeech("start");
  const one = player(speech);
  await one.play();
  await one.play();
  speech.said[0].dispatchEvent(new Event("end"));
  assert.equal(one.state, "playing");
});

test("audio that breaks off in the middle is over", async () => {
  const one = player(undefined);
  await one.play();
  audio.dispatchEvent(new Event("error"));
  assert.equal(one.state, "idle");
});

test("another question starts its count afresh and silences the first", async () => {
  const one = player(undefined);
  await one.play();
  one.load({ ...QUESTION, audio_url: "/other/" });
  assert.deepEqual([one.count, one.state, audio.isPlaying, audio.src], [0, "idle", false, "/other/"]);
});
