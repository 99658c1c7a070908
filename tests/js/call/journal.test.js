import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Journal } from "../../../static/js/call/journal.js";
import { Kept } from "../../../static/js/call/kept.js";
import { Backoff } from "../../../static/js/lib/backoff.js";
import { ApiError } from "../../../static/js/lib/http.js";
import { Clock, settle } from "./fakes.js";

/** A server that answers when it is told to. */
class Server {
  got = [];
  #open = [];

  constructor(clock) {
    this.clock = clock;
  }

  post(url, body, options = {}) {
    this.got.push({ url, at: this.clock.at, ...options, ...body });
    return new Promise((resolve, reject) => this.#open.push({ resolve, reject }));
  }

  get waiting() {
    return this.#open.length;
  }

  async answer(status = 200) {
    const { resolve, reject } = this.#open.shift();
    if (status === 200) resolve(null);
    else reject(new ApiError({ status, code: `http_${status}` }));
    await settle();
  }
}

class Page extends EventTarget {
  document = Object.assign(new EventTarget(), { visibilityState: "visible" });

  hide() {
    this.document.visibilityState = "hidden";
    this.document.dispatchEvent(new Event("visibilitychange"));
  }

  leave() {
    this.dispatchEvent(new Event("pagehide"));
  }
}

let clock;
let server;
let window;
let journal;
let text;
let now;
let told;

beforeEach(() => {
  clock = new Clock();
  server = new Server(clock);
  window = new Page();
  text = "";
  now = 1000;
  told = [];
  journal = make();
});

function make(options) {
  const made = new Journal({
    http: server, url: "/journal/", read: () => ({ content: text, state: btoa(text) }), timers: clock, now: () => now, window,
    backoff: new Backoff({ first: 1000, limit: 10_000, random: () => 1 }), ...options,
  });
  made.addEventListener("state", () => told.push(made.state));
  return made;
}

function write(letters) {
  text += letters;
  journal.edited();
}

test("0.7 s after the last edit the server is told", async () => {
  write("a");
  await clock.pass(600);
  write("b");
  await clock.pass(699);
  assert.equal(server.got.length, 0);
  await clock.pass(1);

  assert.deepEqual(server.got, [{ url: "/journal/", at: 1300, keepalive: false, content: "ab", state: btoa("ab"), revision: 1000 }]);
  await server.answer();
  assert.deepEqual(told, ["unsaved", "saving", "saved"]);
  await clock.pass(60_000);
  assert.equal(server.got.length, 1);
});

test("who never pauses is kept every two seconds", async () => {
  for (let at = 0; at < 80; at += 1) {
    write("x");
    await clock.pass(100);
    if (server.waiting) await server.answer();
  }

  assert.deepEqual(server.got.map(({ at }) => at), [2000, 4000, 6000, 8000]);
});

test("one request at a time; what was written meanwhile goes with the next", async () => {
  write("a");
  await clock.pass(700);
  for (const letter of "bcd") {
    write(letter);
    await clock.pass(2500);
  }
  assert.equal(server.got.length, 1);
  await server.answer();
  assert.equal(journal.state, "unsaved");
  await clock.pass(700);

  assert.deepEqual(server.got.map(({ content }) => content), ["a", "abcd"]);
  await server.answer();
  assert.equal(journal.state, "saved");
});

test("while the server is away it is asked ever less, whatever is written, and then told all", async () => {
  write("a");
  await clock.pass(700);
  await server.answer(0);
  assert.equal(journal.state, "offline");
  for (let at = 0; at < 300; at += 1) {
    write("x");
    await clock.pass(100);
    if (server.waiting) await server.answer(at < 150 ? 0 : 503);
  }
  const waits = server.got.slice(1).map(({ at }, index) => at - server.got[index].at);
  assert.deepEqual(waits.map((wait) => Math.round(wait / 1000)), [1, 2, 4, 8, 10]);
  assert.deepEqual(told, ["unsaved", "saving", "offline"]);
  await clock.pass(10_000);
  await server.answer();

  assert.equal(server.got.at(-1).content, text);
  assert.equal(journal.state, "saved");
  write("y");
  await clock.pass(700);
  await server.answer(0);
  await clock.pass(1000);
  assert.equal(server.waiting, 1); // the next outage begins with short pauses again
});

for (const status of [401, 403, 408, 423, 429, 500, 502]) {
  test(`${status} passes: it is tried again`, async () => {
    write("a");
    await clock.pass(700);
    await server.answer(status);
    assert.equal(journal.state, "offline");
    await clock.pass(1000);
    await server.answer();

    assert.equal(journal.state, "saved");
  });
}

for (const status of [400, 404, 409, 410, 413]) {
  test(`${status} does not pass: it is told, and tried again with the next edit`, async () => {
    write("a");
    await clock.pass(700);
    await server.answer(status);
    assert.equal(journal.state, "refused");
    await clock.pass(60_000);
    assert.equal(server.got.length, 1);
    write("b");
    await clock.pass(700);
    await server.answer();

    assert.equal(server.got[1].content, "ab");
    assert.equal(journal.state, "saved");
  });
}

test("what was mended while the server refused goes by itself", async () => {
  write("too long");
  await clock.pass(700);
  text = "";
  write("short");
  await server.answer(400);
  await clock.pass(700);

  assert.equal(server.got[1].content, "short");
});

test("the revision grows with each, from the server's, whatever the clock does", async () => {
  journal.stop();
  journal = make({ revision: 5000 });
  for (const at of [1000, 9000, 2000, 9001]) {
    now = at;
    write("a");
    await clock.pass(700);
    await server.answer();
  }

  assert.deepEqual(server.got.map(({ revision }) => revision), [5001, 9000, 9001, 9002]);
});

test("a page that is hidden tells at once, and may go", async () => {
  write("a");
  window.hide();

  assert.deepEqual(server.got.map(({ at, content, keepalive }) => ({ at, content, keepalive })), [{ at: 0, content: "a", keepalive: true }]);
});

test("a page that is left tells at once, whatever is under way", async () => {
  write("a");
  await clock.pass(700);
  write("b");
  window.leave();
  window.hide();

  assert.deepEqual(server.got.map(({ content, keepalive }) => [content, keepalive]), [["a", false], ["ab", true]]);
  assert.ok(server.got[1].revision > server.got[0].revision);
  await server.answer();
  await server.answer();
});

test("a page that is left and then hidden tells once", () => {
  write("a");
  window.leave();
  window.hide();

  assert.equal(server.got.length, 1);
});

test("a page that is left with all told says nothing more", async () => {
  write("a");
  await clock.pass(700);
  await server.answer();
  window.hide();
  window.leave();

  assert.equal(server.got.length, 1);
});

test("what is longer than a browser sends from a page that goes is sent as ever", async () => {
  write("가".repeat(25_000).replace(/./g, "a"));
  window.leave();

  assert.equal(server.got[0].keepalive, true);
  write("x".repeat(60_000));
  window.leave();

  assert.equal(server.got[1].keepalive, false);
});

test("nothing is sent after the end", async () => {
  write("a");
  await clock.pass(700);
  write("b");
  journal.stop();
  await server.answer(0);
  write("c");
  window.hide();
  window.leave();
  await clock.pass(60_000);

  assert.equal(server.got.length, 1);
  assert.equal(clock.running, 0);
});

class Storage {
  items = new Map();
  isFull = false;

  getItem(key) {
    return this.items.get(key) ?? null;
  }

  setItem(key, value) {
    if (this.isFull) throw new DOMException("full", "QuotaExceededError");
    this.items.set(key, value);
  }

  removeItem(key) {
    this.items.delete(key);
  }
}

function tab(storage = new Storage()) {
  const kept = new Kept({ storage, key: "script:1", timers: clock, window });
  return { storage, kept, state: () => storage.getItem("script:1") };
}

test("the tab has an edit within a tenth of a second, and is not written to at every key", async () => {
  const { kept, state, storage } = tab();
  let written = 0;
  const { setItem } = Storage.prototype;
  storage.setItem = (...given) => (written += 1) && setItem.apply(storage, given);
  for (let at = 0; at < 20; at += 1) {
    kept.edited(() => `state ${at}`);
    await clock.pass(10);
  }
  assert.ok(written <= 4, `${written} times`);
  await clock.pass(100);

  assert.equal(state(), "state 19");
  assert.equal(kept.read(), "state 19");
});

test("a tab that is left has the last edit", () => {
  const { kept, state } = tab();
  kept.edited(() => "last");
  window.leave();

  assert.equal(state(), "last");
});

test("what is forgotten does not come back", async () => {
  const { kept, state } = tab();
  kept.edited(() => "one");
  await clock.pass(100);
  kept.edited(() => "two");
  kept.forget();
  await clock.pass(100);
  window.leave();

  assert.equal(state(), null);
  assert.equal(kept.read(), null);
});

test("a storage that is full or forbidden is no fault", async () => {
  const { kept, storage } = tab();
  storage.isFull = true;
  kept.edited(() => "state");
  await clock.pass(100);
  assert.equal(kept.read(), null);
  const forbidden = tab({});

  assert.equal(forbidden.kept.read(), null);
  assert.doesNotThrow(() => forbidden.kept.forget());
});
