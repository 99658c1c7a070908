import "./dom.js";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { ScriptDoc } from "../../../static/js/call/script_doc.js";
import { ask, edit, whole } from "../../../static/js/call/script_frames.js";
import { ScriptReader } from "../../../static/js/call/script_reader.js";
import { ScriptWriter } from "../../../static/js/call/script_writer.js";
import { Doc, XmlElement, YMap, encodeStateAsUpdate, encodeStateVector } from "./yjs.js";
import { Clock, settle } from "./fakes.js";
import { Pair } from "./pair.js";

const ORIGINAL = "I go to park every day.";

let clock;
let links;
let asked;
let replaced;

beforeEach(() => {
  clock = new Clock();
  links = new Pair("script");
  asked = [];
  replaced = 0;
  links.instructor.addEventListener("message", ({ detail }) => asked.push(detail));
});

function writing(states = []) {
  const script = new ScriptDoc({ original: ORIGINAL, states });
  return { script, sync: new ScriptWriter({ link: links.instructor, script, timers: clock }) };
}

function reading() {
  const reader = new ScriptReader({ link: links.learner, original: ORIGINAL, now: clock.now });
  reader.addEventListener("replaced", () => (replaced += 1));
  return reader;
}

/** All that is under way arrives, and a second passes. */
async function pass() {
  await settle();
  await clock.pass(1000);
}

const shown = (reader) => reader.script.text.toString();

test("until the instructor's page answers, the original is there", () => {
  assert.equal(shown(reading()), `${ORIGINAL}\n`);
});

test("edits travel, and only they do", async () => {
  const { script } = writing();
  const reader = reading();
  links.connect();
  await settle();
  const before = links.instructor.sent;
  for (const letter of "the ") script.text.insert(8 + "the ".indexOf(letter), letter);
  script.text.format(0, 1, { bold: true, color: "red" });
  await settle();

  assert.deepEqual(reader.script.text.toDelta(), script.text.toDelta());
  assert.ok(links.instructor.sent - before < 400, `${links.instructor.sent - before} bytes`);
  assert.equal(asked.length, 1);
  assert.equal(replaced, 1);
});

test("nothing is sent while nobody writes", async () => {
  writing();
  reading();
  links.connect();
  await settle();
  const before = [links.instructor.sent, links.learner.sent];
  await clock.pass(60_000);

  assert.deepEqual([links.instructor.sent, links.learner.sent], before);
});

test("who comes late gets all", async () => {
  const { script } = writing();
  links.connect();
  script.text.insert(0, "Well, ");
  const reader = reading();
  await settle();

  assert.equal(shown(reader), `Well, ${ORIGINAL}\n`);
});

test("edits that overtake the first answer bring no second question", async () => {
  const { script } = writing();
  const reader = reading();
  links.connect();
  for (let at = 0; at < 20; at += 1) script.text.insert(0, "x");
  await pass();

  assert.equal(shown(reader), `${"x".repeat(20)}${ORIGINAL}\n`);
  assert.equal(asked.length, 1);
  assert.equal(replaced, 1);
});

test("what was written while the channel was away comes with the next round, and the text stays in its place", async () => {
  const { script } = writing();
  const reader = reading();
  links.connect();
  await settle();
  links.cut();
  script.text.insert(0, "Well, ");
  await settle();
  assert.equal(shown(reader), `${ORIGINAL}\n`);
  await pass();
  links.connect();
  script.text.insert(6, "now ");
  await settle();

  assert.equal(shown(reader), `Well, now ${ORIGINAL}\n`);
  assert.equal(replaced, 1);
});

test("an edit that builds on a lost one makes the reader ask", async () => {
  const { script } = writing();
  const reader = reading();
  links.connect();
  await pass();
  for (const [lost, next] of [["Well, ", "now "], ["So ", "then "]]) {
    links.channels.learner.isCut = true;
    script.text.insert(0, lost);
    await settle();
    links.channels.learner.isCut = false;
    script.text.insert(lost.length, next);
    await pass();
    script.text.insert(0, "! ");
    await pass();
  }

  assert.equal(shown(reader), `! So then ! Well, now ${ORIGINAL}\n`);
  assert.equal(asked.length, 3);
  assert.equal(replaced, 1);
});

test("another loading of the instructor's page takes the place of what stood", async () => {
  const first = writing();
  const reader = reading();
  links.connect();
  const journalled = first.script.base64();
  first.script.text.insert(0, "Lost with the crash. ");
  await settle();
  first.sync.close();
  await pass();
  const { script } = writing([journalled]);
  script.text.insert(0, "Well, ");
  await settle();

  assert.equal(shown(reader), `Well, ${ORIGINAL}\n`);
  assert.equal(replaced, 2);
});

test("a page that is closed sends and hears no more", async () => {
  const { script, sync } = writing();
  const reader = reading();
  links.connect();
  await settle();
  sync.close();
  reader.close();
  script.text.insert(0, "Well, ");
  links.learner.send(ask(null, null));
  links.instructor.send(whole(script.epoch, script.encode()));
  await settle();

  assert.equal(shown(reader), `${ORIGINAL}\n`);
  assert.equal(clock.running, 0);
});

test("who asks a thousand times is answered a few times, and the last question is", async () => {
  writing();
  links.connect();
  let answers = 0;
  links.learner.addEventListener("message", () => (answers += 1));
  for (let at = 0; at < 1000; at += 1) links.learner.send(ask(null, null));
  await pass();

  assert.equal(answers, 2);
});

test("a text that no message can hold does not stop the writer", async () => {
  const { script } = writing();
  reading();
  links.connect();
  await settle();
  script.text.insert(0, "x".repeat(5 * 1024 * 1024));
  script.text.delete(0, 5 * 1024 * 1024);
  await settle();

  assert.equal(script.text.toString(), `${ORIGINAL}\n`);
});

const bytes = (...values) => Uint8Array.from(values);
const epoch = new Uint8Array(8);
const text = (value) => new TextEncoder().encode(value);

function updateOf(change) {
  const doc = new Doc();
  change(doc);
  return encodeStateAsUpdate(doc);
}

/** What a peer may send that is none of what it should. */
const GARBAGE = {
  nothing: bytes(),
  "no kind": bytes(0, 1, 2),
  "an unknown kind": bytes(9, ...epoch, 1, 2, 3),
  "no body": bytes(2, ...epoch),
  "half an epoch": bytes(3, 1, 2),
  "bytes that are no update": bytes(2, ...epoch, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255),
  "an edit of bytes that are no update": bytes(3, ...epoch, 7, 7, 7),
  "a question that is no JSON": bytes(1, ...text("{")),
  "a question that is no object": bytes(1, ...text("7")),
  "a question of null": bytes(1, ...text("null")),
  "a question of other types": bytes(1, ...text('{"epoch":{"a":1},"sv":[1,2]}')),
  "a question with a prototype": bytes(1, ...text('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}')),
  "a question of megabytes": ask("x".repeat(1_000_000), "y".repeat(1_000_000)),
  "a state vector that is none": ask(null, "////////"),
  "a state vector that promises more": ask(Buffer.from(epoch).toString("base64"), "/////w8B"),
  "a million bytes": new Uint8Array(1_000_000).fill(1),
};

for (const [name, garbage] of Object.entries(GARBAGE)) {
  test(`${name} from the learner changes nothing at the instructor`, async () => {
    const { script } = writing();
    links.connect();
    links.learner.send(garbage);
    await pass();
    script.text.insert(0, "Well, ");
    const reader = reading();
    await pass();

    assert.equal(shown(reader), `Well, ${ORIGINAL}\n`);
    assert.equal({}.polluted, undefined);
    assert.ok(links.instructor.isOpen);
  });

  test(`${name} from the instructor leaves the learner's text as it is`, async () => {
    const reader = reading();
    links.connect();
    links.instructor.send(garbage);
    await settle();
    assert.equal(shown(reader), `${ORIGINAL}\n`);
    const { script } = writing();
    links.instructor.send(whole(script.epoch, script.encode()));
    script.text.insert(0, "Well, ");
    links.instructor.send(garbage);
    await pass();

    assert.equal(shown(reader), `Well, ${ORIGINAL}\n`);
    assert.equal({}.polluted, undefined);
  });
}

test("a state vector with our epoch that is none is answered with the whole", async () => {
  const { script } = writing();
  links.connect();
  const got = [];
  links.learner.addEventListener("message", ({ detail }) => got.push(detail[0]));
  for (const sv of ["////", "", "AQ", "w".repeat(3000), Buffer.from(encodeStateVector(new Doc())).toString("base64")]) {
    links.learner.send(ask(Buffer.from(script.epoch).toString("base64"), sv));
    await pass();
  }

  assert.deepEqual(got, [2, 2, 2, 2, 3]);
});

test("a learner who writes changes nothing at the instructor", async () => {
  const { script } = writing();
  links.connect();
  let answers = 0;
  links.learner.addEventListener("message", () => (answers += 1));
  const forged = new ScriptDoc({ original: ORIGINAL, states: [script.base64()] });
  forged.text.delete(0, forged.text.length);
  for (const line of [script.epoch, forged.epoch, epoch]) {
    links.learner.send(edit(line, forged.encode()));
    links.learner.send(whole(line, forged.encode()));
  }
  await pass();

  assert.equal(script.text.toString(), `${ORIGINAL}\n`);
  assert.equal(answers, 0);
});

test("a question longer than any honest one is not answered", async () => {
  writing();
  links.connect();
  let answers = 0;
  links.learner.addEventListener("message", () => (answers += 1));
  links.learner.send(GARBAGE["a question of megabytes"]);
  await pass();

  assert.equal(answers, 0);
});

const script = (doc) => doc.getText("script");
const FORGED = {
  "a picture": (doc) => script(doc).insertEmbed(0, { image: "https://example.com/track.gif" }),
  "a link": (doc) => script(doc).insert(0, "x", { link: "javascript:alert(1)" }),
  "an unknown format": (doc) => script(doc).insert(0, "x", { header: 1 }),
  "a prototype for a format": (doc) => script(doc).insert(0, "x", JSON.parse('{"__proto__":{"polluted":1}}')),
  "an attribute of the text itself": (doc) => script(doc).setAttribute("style", "display:none"),
  "another text": (doc) => doc.getText("other").insert(0, "x".repeat(1000)),
  "a map": (doc) => doc.getMap("script2").set("x", 1),
  "a map in the text": (doc) => script(doc).insertEmbed(0, new YMap()),
  "an element in the text": (doc) => script(doc).insertEmbed(0, new XmlElement("script")),
};

for (const [name, change] of Object.entries(FORGED)) {
  test(`${name} of a hostile instructor is not taken over`, async () => {
    const { script: honest } = writing();
    const reader = reading();
    links.connect();
    await settle();
    const forged = updateOf(change);
    links.instructor.send(edit(honest.epoch, forged));
    links.instructor.send(whole(epoch, forged));
    await pass();
    honest.text.insert(0, "Well, ");
    await settle();

    assert.deepEqual(reader.script.text.toDelta(), [{ insert: `Well, ${ORIGINAL}\n` }]);
    assert.equal(replaced, 1);
    assert.equal({}.polluted, undefined);
  });
}

test("a text that is longer than any script is not taken over", async () => {
  const { script: honest } = writing();
  const reader = reading();
  links.connect();
  await settle();
  links.instructor.send(whole(epoch, updateOf((doc) => script(doc).insert(0, "x".repeat(1_100_000)))));
  await settle();
  assert.equal(shown(reader), `${ORIGINAL}\n`);
  for (let at = 0; at < 8; at += 1) links.instructor.send(edit(honest.epoch, updateOf((doc) => script(doc).insert(0, "x".repeat(500_000)))));
  await settle();

  assert.ok(shown(reader).length <= 1_500_024);
});

for (const length of [1_200_000, 5 * 1024 * 1024]) {
  test(`a text of ${length} characters that was cut again reaches the learner after all`, async () => {
    const { script: written } = writing();
    written.text.insert(0, "x".repeat(length));
    const reader = reading();
    links.connect();
    await pass();
    assert.equal(shown(reader), `${ORIGINAL}\n`);
    written.text.delete(0, length);
    await pass();
    await clock.pass(4000);
    written.text.insert(0, "Now ");
    await pass();
    assert.equal(shown(reader), written.text.toString());
  });
}
