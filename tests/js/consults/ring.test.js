import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Notifier } from "../../../static/js/consults/notify.js";
import { Ring } from "../../../static/js/consults/ring.js";
import { Clock, arrive, say } from "./cast.js";
import { Window } from "happy-dom";

let played;
let held;
let shown;

beforeEach(() => {
  played = 0;
  held = new Set();
  shown = [];
});

/** The locks of one browser, shared by its tabs. */
const locks = {
  async request(name, { ifAvailable }, act) {
    assert.equal(ifAvailable, true);
    if (held.has(name)) return act(null);
    held.add(name);
    try {
      return await act({ name });
    } finally {
      held.delete(name);
    }
  },
};

function tab({ record = "choosing", permission = "granted", clock = new Clock() } = {}) {
  const { document } = new Window();
  document.title = "Practise";
  document.body.innerHTML = `<div id="record" data-state="${record}"></div>`;
  class Notification extends EventTarget {
    static permission = permission;

    constructor(title, { tag }) {
      super();
      Object.assign(this, { title, tag, isOpen: true });
      shown.push(this);
    }

    close() {
      this.isOpen = false;
    }
  }
  const window = { document, Notification, focus() {}, navigator: { locks, userActivation: { hasBeenActive: true } } };
  const play = async () => {
    played += 1;
  };
  return { document, clock, ring: new Ring({ window, say, play, timers: clock, notifier: new Notifier(window) }) };
}

test("of two tabs one sounds and notifies, and both show it in the title", async () => {
  const tabs = [tab(), tab()];
  for (const { ring } of tabs) ring.start("a", { go() {} });
  await arrive();
  assert.deepEqual([played, shown.length], [1, 1]);
  assert.deepEqual(tabs.map(({ document }) => document.title), ["● call.title", "● call.title"]);
});

test("it goes on until it is stopped, and then nothing is left of it", async () => {
  const { ring, document, clock } = tab();
  ring.start("a", { go() {} });
  await arrive();
  await clock.pass();
  assert.equal(played, 2);
  ring.stop();
  await clock.pass();
  assert.deepEqual([played, shown[0].isOpen, document.title, clock.waiting.size, held.size], [2, false, "Practise", 0, 0]);
});

test("an answer that is being recorded is not disturbed: the title alone calls", async () => {
  const { ring, document } = tab({ record: "recording" });
  ring.start("a", { go() {} });
  await arrive();
  assert.deepEqual([played, shown.length, document.title], [0, 0, "● call.title"]);
});

test("being told twice of the same call does not ring twice", async () => {
  const { ring } = tab();
  ring.start("a", { go() {} });
  ring.start("a", { go() {} });
  await arrive();
  assert.equal(played, 1);
});

test("a press on the notification goes there", async () => {
  let gone = 0;
  const { ring } = tab();
  ring.start("a", { go: () => (gone += 1) });
  await arrive();
  shown[0].dispatchEvent(new Event("click"));
  assert.deepEqual([gone, shown[0].isOpen, shown[0].tag], [1, false, "consult-a"]);
});

test("without permission nothing is shown outside the page", async () => {
  const { ring } = tab({ permission: "default" });
  ring.start("a", { go() {} });
  await arrive();
  assert.deepEqual([played, shown.length], [1, 0]);
});

test("one melody, where the page goes in by itself afterwards", async () => {
  const { ring, document } = tab();
  await ring.start("a", { go() {}, times: 1 });
  assert.deepEqual([played, document.title], [1, "● call.title"]);
  ring.stop();
  assert.equal(document.title, "Practise");
});
