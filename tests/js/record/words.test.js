import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { ApiError } from "../../../static/js/lib/http.js";
import { MICROPHONE_CODES } from "../../../static/js/record/microphone_errors.js";
import { needsLogin, uploadSentence } from "../../../static/js/record/upload_words.js";
import { Visit, readSources } from "./cast.js";
import { TusServer } from "./tus_server.js";

const KAKAO = "Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile;KAKAOTALK 10.8.3";
const NAVER = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) NAVER(inapp; search; 2000; 12.9.2)";
let server;
let visits;

beforeEach(async () => {
  visits = [];
  server = new TusServer();
  await server.listen();
});
afterEach(() => {
  for (const visit of visits) visit.leave();
  server.close();
});

/** A visit whose microphone answers like this; it stands where the microphone was asked for. */
async function visitWith(errorName, { userAgent, change = () => {} } = {}) {
  const visit = new Visit({ server, userAgent });
  visits.push(visit);
  if (errorName) visit.microphoneAnswers.push(new DOMException("no", errorName));
  change(visit.window);
  await visit.page.start();
  await visit.listen();
  const panel = visit.root.querySelector('[data-part="microphone"]');
  await visit.until(() => panel.dataset.state === "failed");
  return visit;
}

const cases = {
  denied: ["NotAllowedError"],
  no_device: ["NotFoundError"],
  busy: ["NotReadableError"],
  unknown: ["InvalidStateError"],
  insecure: [null, { change: (window) => (window.isSecureContext = false) }],
  unsupported: [null, { change: (window) => (window.MediaRecorder = undefined) }],
  in_app_browser: ["NotAllowedError", { userAgent: KAKAO }],
};
const SENTENCES = {
  denied: /blocked\. Allow it/, no_device: /No microphone was found/, busy: /Another program/, unknown: /does not start/,
  insecure: /https/, unsupported: /Use a current Chrome/, in_app_browser: /inside this app/,
};

for (const [code, [errorName, options]] of Object.entries(cases)) {
  test(`a person reads what is wrong and what to do: ${code}`, async () => {
    const visit = await visitWith(errorName, options);
    assert.match(visit.at("mic-problem").textContent, SENTENCES[code]);
    assert.equal(visit.at("mic-problem").closest("[data-failed]").hidden, false);
    assert.equal(visit.at("mic-retry").hidden, ["insecure", "unsupported", "in_app_browser"].includes(code));
    assert.equal(visit.at("copy-address").hidden, code !== "in_app_browser");
  });
}

test("inside KakaoTalk the way out is one press, elsewhere the address is copied", async () => {
  const kakao = await visitWith("NotAllowedError", { userAgent: KAKAO });
  assert.equal(kakao.at("open-outside").hidden, false);
  assert.equal(kakao.at("open-outside").getAttribute("href"), `kakaotalk://web/openExternal?url=${encodeURIComponent("https://opick.example/scripts/new/")}`);
  const naver = await visitWith("NotAllowedError", { userAgent: NAVER });
  assert.equal(naver.at("open-outside").hidden, true);
  naver.press("copy-address");
  await naver.until(() => naver.at("copy-address").textContent === naver.say("copied"));
  assert.equal(naver.copied, "https://opick.example/scripts/new/");
});

test("after the microphone is allowed, trying again or pressing record works", async () => {
  const visit = await visitWith("NotAllowedError");
  visit.press("mic-retry");
  await visit.until(() => visit.root.querySelector('[data-part="microphone"]').dataset.state === "on");
  assert.equal(visit.at("mic-problem").closest("[data-failed]").hidden, true);
  const other = await visitWith("NotAllowedError");
  other.press("record");
  await other.until("recording");
});

test("with more than one microphone there is a choice, and the chosen one is opened for the answer too", async () => {
  const visit = new Visit({ server });
  visits.push(visit);
  const { mediaDevices } = visit.window.navigator;
  const open = mediaDevices.getUserMedia;
  const asked = [];
  mediaDevices.getUserMedia = (constraints) => asked.push(constraints.audio.deviceId?.exact) && open();
  mediaDevices.enumerateDevices = async () => ["built-in", "headset"].map((deviceId) => ({ kind: "audioinput", deviceId, label: "" }));
  await visit.page.start();
  await visit.listen();
  const select = visit.at("mic-device");
  await visit.until(() => select.options.length === 2);
  assert.equal(select.closest("[data-devices]").hidden, false);
  assert.equal(select.options[1].textContent, visit.say("mic_unnamed", { number: 2 }));
  select.value = "headset";
  select.dispatchEvent(new visit.window.dom.Event("change", { bubbles: true }));
  await visit.until(() => asked.length === 2);
  visit.press("record");
  await visit.until("recording");
  assert.deepEqual(asked, [undefined, "headset", "headset"]);
});

test("a refused microphone starts no recording", async () => {
  const visit = await visitWith("NotAllowedError");
  visit.microphoneAnswers.push(new DOMException("no", "NotAllowedError"));
  visit.press("record");
  await visit.until(() => visit.microphoneAnswers.length === 0);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(visit.root.dataset.state, "listening");
});

test("a microphone that is unplugged while listening is told", async () => {
  const visit = new Visit({ server });
  await visit.page.start();
  await visit.listen();
  await visit.until(() => visit.stream);
  await visit.until(() => visit.root.querySelector('[data-part="microphone"]').dataset.state === "on");
  visit.stream.track.unplug();
  assert.equal(visit.at("mic-problem").textContent, visit.say("lost"));
});

test("every code that the page says has its sentence, and every sentence is said", () => {
  const visit = new Visit({ server });
  const sources = readSources();
  const said = [...sources.matchAll(/(?:say|notice|fail)\("(\w+)"/g)].map((match) => match[1]);
  for (const code of [...MICROPHONE_CODES, "vault_full", "vault_off", ...said]) assert.ok(visit.say.knows(code), code);
  const entries = visit.document.getElementById("record-messages").content.querySelectorAll("[data-message]");
  for (const { dataset } of entries) {
    assert.ok(sources.includes(`"${dataset.message}"`) || dataset.message.startsWith("status_"), dataset.message);
  }
});

test("while an answer is sent, the server's own sentence comes first, then ours", () => {
  const say = (code) => `<${code}>`;
  const sentence = (state, error, isOnline = true) => uploadSentence({ state, error }, { say, isOnline });
  const api = (values) => new ApiError(values);
  assert.equal(sentence("idle"), "");
  assert.equal(sentence("uploading"), "<uploading>");
  assert.equal(sentence("done"), "<saved>");
  assert.equal(sentence("retrying", api({})), "<retrying>");
  assert.equal(sentence("retrying", api({}), false), "<offline>");
  assert.equal(sentence("retrying", api({ status: 507, detail: "The storage is full." })), "The storage is full.");
  assert.equal(sentence("failed", api({ status: 400, detail: "Too short." })), "Too short.");
  assert.equal(sentence("failed", api({ status: 400 })), "<refused>");
  assert.equal(sentence("failed", api({ status: 401, detail: "Authentication…" })), "<logged_out>");
  assert.equal(sentence("failed", api({ status: 403, code: "other_person" })), "<other_person>");
  assert.equal(needsLogin({ state: "retrying", error: api({ status: 403 }) }), false);
  assert.equal(needsLogin({ state: "failed", error: api({ status: 403 }) }), true);
});
