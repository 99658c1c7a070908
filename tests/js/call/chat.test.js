import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Chat } from "../../../static/js/call/chat.js";
import { ChatLog } from "../../../static/js/call/chat_log.js";
import { Link } from "../../../static/js/call/link.js";
import { FakeChannel, settle } from "./fakes.js";

class Storage {
  kept = new Map();
  getItem(key) { return this.kept.get(key) ?? null; }
  setItem(key, value) { this.kept.set(key, value); }
  removeItem(key) { this.kept.delete(key); }
}

let at;
let number;
const storages = {};

beforeEach(() => {
  [at, number] = [1000, 0];
  for (const role of ["learner", "instructor"]) storages[role] = new Storage();
});

function page(role) {
  const link = new Link("chat");
  const log = new ChatLog({ storage: storages[role], key: "chat" });
  const chat = new Chat({ link, log, role, now: () => (at += 1), id: () => `${role}-${(number += 1)}` });
  const told = [];
  chat.addEventListener("message", ({ detail }) => told.push(detail.text));
  return { link, log, chat, told };
}

async function meet(one, other) {
  const [here, there] = [new FakeChannel("chat"), new FakeChannel("chat")];
  [here.twin, there.twin] = [there, here];
  one.link.attach(here);
  other.link.attach(there);
  here.arrive();
  there.arrive();
  await settle();
  return { here, there };
}

const texts = ({ chat }) => chat.messages.map(({ from, text }) => `${from}: ${text}`);

test("what one says both have, in order, markup as text", async () => {
  const [learner, instructor] = [page("learner"), page("instructor")];
  await meet(learner, instructor);

  learner.chat.say("  안녕하세요 ");
  instructor.chat.say("<b>hello</b>");
  await settle();

  assert.deepEqual(texts(learner), ["learner: 안녕하세요", "instructor: <b>hello</b>"]);
  assert.deepEqual(texts(instructor), texts(learner));
  assert.deepEqual(learner.told, ["안녕하세요", "<b>hello</b>"]);
});

test("nothing is not said, and too much is refused", () => {
  const { chat } = page("learner");

  assert.equal(chat.say(" \n "), null);
  assert.throws(() => chat.say("x".repeat(2001)), RangeError);
  assert.equal(chat.say("x".repeat(2000)).text.length, 2000);
});

test("what is said during an outage arrives after it, once, where it was said", async () => {
  const [learner, instructor] = [page("learner"), page("instructor")];
  await meet(learner, instructor);
  learner.link.detach();
  instructor.link.detach();
  learner.chat.say("one");
  instructor.chat.say("two");
  learner.chat.say("three");
  assert.equal(learner.chat.isOpen, false);

  await meet(learner, instructor);
  await meet(learner, instructor);

  assert.deepEqual(texts(instructor), ["learner: one", "instructor: two", "learner: three"]);
  assert.deepEqual(texts(learner), texts(instructor));
  assert.deepEqual(instructor.told.toSorted(), ["one", "three", "two"]);
});

test("a page that is loaded anew has it all, and so has a new tab", async () => {
  const [learner, instructor] = [page("learner"), page("instructor")];
  await meet(learner, instructor);
  learner.chat.say("one");
  instructor.chat.say("two");
  await settle();

  learner.log.flush(); // as a page does that is being left
  const again = page("learner");
  assert.deepEqual(texts(again), texts(learner));
  storages.learner = new Storage();
  const anew = page("learner");
  await meet(anew, instructor);
  assert.deepEqual(texts(anew), texts(learner));
});

test("the other cannot put words into one's mouth, unless all of one's own are lost", async () => {
  const learner = page("learner");
  learner.chat.say("mine");
  const { here } = await meet(learner, { link: new Link("chat") });

  here.receive(JSON.stringify({ type: "yours", messages: [{ id: "x", at: 1, text: "not mine" }] }));
  here.receive(JSON.stringify({ type: "say", id: "y", at: 1, from: "learner", text: "theirs" }));

  assert.deepEqual(texts(learner), ["instructor: theirs", "learner: mine"]);
});

const BAD = [{ type: "say" }, { type: "say", id: 7, at: 1, text: "x" }, { type: "say", id: "a b", at: 1, text: "x" },
  { type: "say", id: "a", at: "1", text: "x" }, { type: "say", id: "a", at: 1e300, text: "x" }, { type: "say", id: "a", at: 1, text: "" },
  { type: "say", id: "a", at: 1, text: "x".repeat(2001) }, { type: "have" }, { type: "have", ids: 7 }, { type: "yours", messages: {} },
  { type: "yours", messages: [null, 7] }, { type: "other" }];

test("what is no message is dropped", async () => {
  const learner = page("learner");
  const { here } = await meet(learner, { link: new Link("chat") });

  for (const value of BAD) here.receive(JSON.stringify(value));
  here.receive('{"type":"say","id":"__proto__","at":5,"text":"x"}');

  assert.deepEqual(texts(learner), ["instructor: x"]);
  assert.ok(learner.link.isOpen);
});

test("the same message twice is one", async () => {
  const learner = page("learner");
  const { here } = await meet(learner, { link: new Link("chat") });

  for (const text of ["first", "second"]) here.receive(JSON.stringify({ type: "say", id: "same", at: 5, text }));

  assert.deepEqual(texts(learner), ["instructor: first"]);
});

test("five hundred are kept, the latest", () => {
  const { chat, log } = page("learner");
  for (let count = 1; count <= 505; count += 1) chat.say(`number ${count}`);

  assert.equal(chat.messages.length, 500);
  log.flush();
  assert.equal(page("learner").chat.messages.at(0).text, "number 6");
  log.forget();
  assert.deepEqual(storages.learner.kept.size, 0);
});

test("a storage that is spoilt, full or forbidden does not stop the chat", () => {
  for (const kept of ["{", "7", '{"a":1}', '[null,{"id":"x"}]']) {
    storages.learner.kept.set("chat", kept);
    assert.deepEqual(page("learner").chat.messages, []);
  }
  const refuse = () => { throw new DOMException("full", "QuotaExceededError"); };
  storages.learner = { getItem: refuse, setItem: refuse, removeItem: refuse };
  const { chat } = page("learner");
  chat.say("still here");
  assert.equal(chat.messages.length, 1);
});

test("a long log arrives whole, though its ids do not fit into a message", async () => {
  const [learner, instructor] = [page("learner"), page("instructor")];
  for (let count = 0; count < 300; count += 1) learner.chat.say("가".repeat(100));

  await meet(learner, instructor);

  assert.equal(instructor.chat.messages.length, 300);
  await meet(learner, instructor);
  assert.equal(instructor.told.length, 300);
});

test("ten thousand messages at once are heard as far as a person could have said them, and kept with few writes", async () => {
  const learner = page("learner");
  const { here } = await meet(learner, { link: new Link("chat") });
  let writes = 0;
  const { setItem } = Storage.prototype;
  storages.learner.setItem = (...given) => ((writes += 1), setItem?.apply(storages.learner, given));
  for (let count = 0; count < 10_000; count += 1) here.receive(JSON.stringify({ type: "say", id: `m${count}`, at: count, text: "x" }));

  assert.ok(learner.told.length < 1000, `${learner.told.length} were heard`);
  assert.ok(learner.link.isOpen);
  learner.log.flush();
  assert.ok(writes <= 2, `${writes} writes`);
});
