import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { FORGOTTEN } from "../../../static/js/record/forget.js";
import { openVault } from "../../../static/js/record/vault.js";
import { QUESTION, Visit } from "./cast.js";
import { FakeMediaRecorder, fakeLocks } from "./fakes.js";
import { TusServer } from "./tus_server.js";

let server;
let vault;
let visit;

beforeEach(async () => {
  server = new TusServer();
  await server.listen();
  vault = await openVault({ locks: fakeLocks() });
  await vault.clearUser(1);
  visit = new Visit({ server, vault });
  await visit.page.start();
});
afterEach(() => {
  visit.leave();
  vault.close();
  server.close();
});

const stored = async (where = vault) => (await where.recoverable(1)).length;

test("what is missing is said beside the control, and nothing else happens", async () => {
  visit.press("start");
  assert.deepEqual([visit.at("error-topic").hidden, visit.at("error-level").hidden], [false, false]);
  visit.pick("topic-camping");
  assert.deepEqual([visit.at("error-topic").hidden, visit.at("error-level").hidden], [true, false]);
  visit.press("start");
  assert.deepEqual([visit.at("error-topic").hidden, visit.at("error-level").hidden], [true, false]);
  assert.deepEqual([visit.asked, visit.root.dataset.state], [[], "choosing"]);
});

test("topics are found by category and by name", () => {
  const shown = () => [...visit.root.querySelectorAll("[data-name]")].filter((tile) => !tile.hidden && !tile.closest("section").hidden)
    .map((tile) => tile.dataset.name);
  const search = (words) => {
    visit.at("search-topics").value = words;
    visit.at("search-topics").dispatchEvent(new visit.window.dom.Event("input", { bubbles: true }));
  };
  assert.equal(shown().length, 5);
  visit.press("category-sports");
  assert.deepEqual(shown(), ["Golf", "Yoga", "Jogging"]);
  search(" YO");
  assert.deepEqual(shown(), ["Yoga"]);
  search("camp");
  assert.deepEqual(shown(), []);
  assert.equal(visit.root.querySelector('[data-error="none"]').hidden, false);
});

test("the question is heard first: its text is nowhere in the page until the answer is recorded", async () => {
  await visit.listen();
  assert.deepEqual(visit.asked, [{ topic: "camping", level: "IM" }]);
  assert.ok(visit.at("question-text").hidden);
  assert.ok(!visit.root.textContent.includes(QUESTION.text));
  visit.press("play-question");
  assert.ok(visit.audio.isPlaying);
  assert.equal(visit.audio.src, QUESTION.audio_url);
  visit.press("record");
  await visit.until("recording");
  assert.ok(!visit.audio.isPlaying, "listening stops when recording starts");
  assert.ok(!visit.root.textContent.includes(QUESTION.text));
  FakeMediaRecorder.last.hear("x");
  visit.clock = 2000;
  await visit.until(() => visit.at("running-time").textContent === "0:02");
  visit.press("stop");
  await visit.until("reviewing");
  assert.deepEqual([visit.at("question-text").hidden, visit.at("question-text").textContent], [false, QUESTION.text]);
});

test("hint and translation are in the page only while somebody asks for them", async () => {
  await visit.listen();
  const help = visit.at("in-korean");
  const ask = (open) => {
    help.open = open;
    help.dispatchEvent(new visit.window.dom.Event("toggle"));
  };
  assert.deepEqual([help.hidden, visit.at("hint").hidden], [false, false]);
  assert.ok(!visit.root.textContent.includes(QUESTION.text_ko));
  assert.ok(!visit.root.textContent.includes(QUESTION.hint));
  ask(true);
  assert.equal(help.querySelector("p").textContent, QUESTION.text_ko);
  ask(false);
  assert.ok(!visit.root.textContent.includes(QUESTION.text_ko));
});

test("a learner's setting shows the text from the start", async () => {
  visit = new Visit({ server, vault, config: { show_question_text: true } });
  await visit.page.start();
  await visit.listen();
  assert.deepEqual([visit.at("question-text").hidden, visit.at("question-text").textContent], [false, QUESTION.text]);
});

test("the reason why there is no question is told", async () => {
  visit.question = Response.json({ detail: "There is no question yet.", code: "no_question" }, { status: 404 });
  visit.pick("topic-camping");
  visit.pick("level-IM");
  visit.press("start");
  await visit.until(() => visit.notice());
  assert.deepEqual([visit.notice(), visit.root.dataset.state, visit.at("start").disabled], ["There is no question yet.", "choosing", false]);
});

test("stopping releases the microphone and lets the screen go dark", async () => {
  await visit.record();
  assert.deepEqual([visit.stream.track.readyState, visit.isAwake], ["live", true]);
  visit.press("stop");
  await visit.until("reviewing");
  assert.deepEqual([visit.stream.track.readyState, visit.isAwake], ["ended", false]);
  assert.equal(visit.at("take").getAttribute("src"), "blob:take");
});

test("the microphone is off at once, however long the safety copy takes", async (context) => {
  await visit.record();
  context.mock.method(vault, "finish", () => new Promise(() => {}));
  visit.press("stop");
  await visit.until(() => visit.stream.track.readyState === "ended");
  assert.equal(visit.root.dataset.state, "recording");
});

test("leaving at any moment releases the microphone and silences the question", async () => {
  await visit.listen();
  visit.press("play-question");
  await visit.until(() => visit.stream);
  visit.window.dispatchEvent(new Event("pagehide"));
  assert.deepEqual([visit.stream.track.readyState, visit.audio.isPlaying], ["ended", false]);
});

test("the microphone rests while the question is heard, and opens again for the answer", async () => {
  await visit.listen();
  await visit.until(() => visit.stream);
  const checked = visit.stream.track;
  visit.press("play-question");
  await visit.until(() => checked.readyState === "ended");
  visit.press("record");
  await visit.until("recording");
  assert.notEqual(visit.stream.track, checked);
  assert.equal(visit.stream.track.readyState, "live");
});

test("an answer has a microphone opened for it, not the one of the check", async () => {
  await visit.listen();
  await visit.until(() => visit.stream);
  const checked = visit.stream.track;
  visit.press("record");
  await visit.until("recording");
  assert.equal(checked.readyState, "ended");
  assert.equal(visit.stream.track.readyState, "live");
});

test("pause stops the clock, and going on continues it", async () => {
  await visit.record();
  visit.press("pause");
  await visit.until("paused");
  assert.equal(FakeMediaRecorder.last.state, "paused");
  visit.press("pause");
  await visit.until("recording");
  assert.equal(FakeMediaRecorder.last.state, "recording");
});

test("saving brings the answer to the server, forgets it here and goes to its script", async () => {
  await visit.review("my answer");
  assert.equal(visit.at("upload").dataset.state, "idle");
  visit.press("save");
  visit.press("save");
  await visit.until("saved");
  assert.equal(visit.at("upload").dataset.state, "done");
  assert.equal(server.bytes.toString(), "my answer");
  assert.deepEqual([server.scripts.size, visit.visited], [1, ["/scripts/70/"]]);
  assert.equal(await vault.blob([...server.scripts.keys()][0]), null);
});

test("a refusal is told with its reason and a retry button; the answer stays until the server has it", async () => {
  server.trouble.push({ on: "POST /scripts", status: 400, body: { detail: "The recording is damaged.", code: "broken_audio" } });
  await visit.review("my answer");
  visit.press("save");
  await visit.until(() => visit.at("upload").dataset.state === "failed");
  await visit.until("reviewing");
  assert.match(visit.at("upload").textContent, /The recording is damaged\./);
  assert.equal(visit.at("save").textContent.trim(), visit.say("save_again"));
  const other = await openVault({ locks: fakeLocks() });
  assert.equal(await stored(other), 1);
  other.close();
  visit.press("save");
  await visit.until("saved");
  assert.equal(server.bytes.toString(), "my answer");
});

test("a person who is logged out is told so and offered the log-in", async () => {
  server.trouble.push({ on: "GET /me", status: 403, body: { detail: "Authentication credentials were not provided.", code: "not_authenticated" } });
  await visit.review();
  visit.press("save");
  await visit.until(() => visit.at("upload").dataset.state === "failed");
  assert.match(visit.at("upload").textContent, /You are logged out/);
  assert.equal(visit.at("upload").querySelector("[data-login]").hidden, false);
});

test("recording again keeps the old answer until the new one begins", async () => {
  await visit.review("first");
  visit.press("again");
  await visit.until("listening");
  const other = await openVault({ locks: fakeLocks() });
  assert.equal(await stored(other), 1);
  visit.press("record");
  await visit.until("recording");
  FakeMediaRecorder.last.hear("second");
  visit.clock += 4000;
  await visit.until(() => visit.at("running-time").textContent === "0:04");
  visit.press("stop");
  await visit.until("reviewing");
  const [only, ...more] = await other.recoverable(1);
  assert.equal(more.length, 0);
  assert.equal(await (await other.blob(only.clientId)).text(), "second");
  other.close();
});

test("a recording without any sound is told, and the page is ready again", async () => {
  await visit.record("");
  visit.press("stop");
  await visit.until("listening");
  await visit.until(() => visit.notice());
  assert.equal(visit.notice(), visit.say("nothing_recorded"));
});

test("an unplugged microphone ends the answer, which is kept", async () => {
  await visit.record("said before");
  visit.stream.track.unplug();
  await visit.until("reviewing");
  assert.equal(visit.notice(), visit.say("lost"));
});

test("a phone call pauses the answer", async () => {
  await visit.record();
  visit.stream.track.dispatchEvent(new Event("mute"));
  await visit.until("paused");
  assert.equal(visit.notice(), visit.say("interrupted"));
});

test("a second press of the same button does not stop what has just begun", async () => {
  await visit.listen();
  visit.press("record");
  await visit.until("recording");
  visit.press("stop");
  assert.equal(FakeMediaRecorder.last.state, "recording");
});

test("the space bar records and stops, but not while somebody types", async () => {
  const key = (type, target = visit.document.body) =>
    target.dispatchEvent(new visit.window.dom.KeyboardEvent(type, { code: "Space", bubbles: true, cancelable: true }));
  key("keydown");
  key("keyup");
  assert.equal(visit.root.dataset.state, "choosing");
  await visit.listen();
  assert.ok(key("keydown", visit.at("search-topics")), "typing a space goes on");
  key("keyup", visit.at("search-topics"));
  assert.ok(!key("keydown"), "the page does not scroll");
  key("keyup");
  await visit.until("recording");
  FakeMediaRecorder.last.hear("x");
  visit.clock = 2000;
  await visit.until(() => visit.at("running-time").textContent === "0:02");
  key("keydown");
  key("keydown");
  key("keyup");
  await visit.until("reviewing");
});

test("who has agreed to lose the answer by logging out is not asked again", async () => {
  await visit.review();
  visit.window.dispatchEvent(new Event(FORGOTTEN));
  assert.ok(visit.window.dispatchEvent(new Event("beforeunload", { cancelable: true })));
});

test("leaving is asked about only while something could be lost", async () => {
  const isAsked = () => !visit.window.dispatchEvent(new Event("beforeunload", { cancelable: true }));
  assert.equal(isAsked(), false);
  await visit.listen();
  assert.equal(isAsked(), false);
  visit.press("record");
  await visit.until("recording");
  assert.equal(isAsked(), true);
  FakeMediaRecorder.last.hear("x");
  visit.clock = 2000;
  await visit.until(() => visit.at("running-time").textContent === "0:02");
  visit.press("stop");
  await visit.until("reviewing");
  assert.equal(isAsked(), true);
  visit.press("save");
  await visit.until("saved");
  assert.equal(isAsked(), false);
});

test("an answer of a killed tab is offered: listened to and saved it arrives once", async () => {
  await vault.begin({ clientId: "c-old", userId: 1, question: QUESTION, mime: "audio/webm", startedAt: Date.now() });
  await vault.append("c-old", 0, new Blob(["said in the killed tab"]), 42);
  visit = new Visit({ server, vault });
  await visit.page.start();
  assert.match(visit.at("recovered").textContent, /Camping · IM · 0:42/);
  assert.match(visit.at("recovered").textContent, new RegExp(QUESTION.text.replace("?", "\\?")));
  visit.press("recover-keep");
  await visit.until("reviewing");
  assert.equal(visit.at("question-text").textContent, QUESTION.text);
  visit.press("save");
  await visit.until("saved");
  assert.deepEqual([server.bytes.toString(), server.scripts.size], ["said in the killed tab", 1]);
  assert.ok(server.scripts.has("c-old"));
  assert.equal(await stored(), 0);
});

test("an answer that is not wanted is discarded for good", async () => {
  await vault.begin({ clientId: "c-old", userId: 1, question: QUESTION, mime: "audio/webm", startedAt: Date.now() });
  await vault.append("c-old", 0, new Blob(["x"]), 1);
  visit = new Visit({ server, vault });
  await visit.page.start();
  visit.press("recover-discard");
  await visit.until(() => !visit.at("recovered"));
  assert.equal(await stored(), 0);
  assert.equal(visit.root.querySelector(".recovered").hidden, true);
});

test("without a vault the page works, and says that nothing is kept", async () => {
  visit = new Visit({ server, vault: null });
  await visit.page.start();
  await visit.record("kept in memory");
  assert.equal(visit.notice(), visit.say("vault_off"));
  visit.press("stop");
  await visit.until("reviewing");
  visit.press("save");
  await visit.until("saved");
  assert.equal(server.bytes.toString(), "kept in memory");
});
