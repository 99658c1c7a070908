import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { AskAgain } from "../../../static/js/call/again.js";
import { Ends } from "../../../static/js/call/ends.js";
import { emit, room, settle } from "./cast.js";

const DATA = { role: "learner", script: { id: 3 }, urls: { consults: "/api/consults/", list: "/consults/", script: "/scripts/3/" } };

let page;
let went;
let held;
let signal;
let leave;
let ask;
let button;
let press;

/** What the socket says of the end that one asks for oneself. */
function tellOfEnd() {
  emit(signal, "ended", { feedback_id: null, reason: "instructor_left" });
  emit(signal, "closed", { code: 4410 });
}

beforeEach(() => {
  page = room("learner");
  went = [];
  held = [];
  signal = new EventTarget();
  const ways = {};
  const notices = { set: (code, holds) => holds && held.push(code), on: (way, act) => (ways[way] = act) };
  const location = { assign: (url) => went.push(url), reload: () => went.push("reload") };
  leave = async () => true;
  ask = async () => ({ room_url: "/consults/new/" });
  const ending = { leave: () => leave() };
  const http = { post: (url, body) => ask(url, body) };
  const script = { forget: () => {}, freeze: () => {} };
  const ends = new Ends(page.root, { data: DATA, ending, script, signal, notices, window: { document: page.document, location } });
  new AskAgain({ http, data: DATA, ending, notices, ends });
  button = page.document.createElement("button");
  press = async () => {
    ways["ask-again"](button);
    await settle();
    await settle();
  };
});

test("who asks again goes to the new request", async () => {
  const asked = [];
  ask = async (url, body) => (asked.push([url, body]), { room_url: "/consults/new/" });
  await press();
  assert.deepEqual([asked, went], [[["/api/consults/", { script: 3 }]], ["/consults/new/"]]);
});

test("the end of the old one, told by the socket, does not come in between, at whatever time", async () => {
  leave = async () => (tellOfEnd(), true);
  ask = async () => (tellOfEnd(), { room_url: "/consults/new/" });
  await press();
  tellOfEnd();
  assert.deepEqual(went, ["/consults/new/"]);
});

test("who could not leave stays, may press again, and follows the end when it comes", async () => {
  leave = async () => null;
  await press();
  assert.deepEqual([went, button.disabled], [[], false]);
  tellOfEnd();
  assert.deepEqual(went, ["reload"]);
});

test("a request that is refused is told at the list", async () => {
  ask = async () => Promise.reject(Object.assign(new Error("409"), { status: 409, code: "already_open" }));
  await press();
  assert.deepEqual([went, held], [["/consults/"], []]);
});
