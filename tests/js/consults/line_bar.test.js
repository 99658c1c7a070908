import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { LineBar } from "../../../static/js/consults/line_bar.js";
import { consult, pageOf, say } from "./cast.js";

let window;
let root;
let watch;
let happened;
let told;

function open(state) {
  window = pageOf("_line_bar");
  root = window.document.getElementById("line-bar");
  Object.assign(root.dataset, { state, id: "a" });
  root.querySelector("a").href = "/consults/a/";
  happened = [];
  watch = Object.assign(new EventTarget(), { start() {}, stop: () => happened.push("stop") });
  const ring = {
    start: (id, { go }) => {
      happened.push(`ring ${id}`);
      ring.go = go;
    },
    stop: () => happened.push("silence"),
  };
  told = [];
  new LineBar(root, {
    watch,
    ring,
    say,
    go: (address) => happened.push(`go ${new URL(address).pathname}`),
    onChange: (each) => told.push(each?.state),
  }).start();
  return ring;
}

beforeEach(() => open("waiting"));

const show = (detail) => watch.dispatchEvent(new CustomEvent("change", { detail }));
const words = () => root.querySelector("[data-words]").textContent;

test("it says place and instructors", () => {
  show(consult("a", { position: 2 }));
  assert.deepEqual([words(), root.dataset.state], ['place {"position":2} · online.one', "waiting"]);
});

test("when taken it calls, and never leaves the page by itself", () => {
  show(consult("a", { state: "matched" }));
  assert.deepEqual([words(), root.dataset.state, happened], ["called", "matched", ["ring a"]]);
});

test("a page that opens on a call rings; a press on the notification goes", () => {
  const ring = open("matched");
  assert.deepEqual(happened, ["ring a"]);
  ring.go();
  assert.deepEqual(happened, ["ring a", "go /consults/a/"]);
});

test("once the call goes on elsewhere it is silent, and still leads there", () => {
  show(consult("a", { state: "in_progress" }));
  assert.deepEqual([words(), happened], ["going_on", ["silence"]]);
});

for (const [name, end] of [["over", consult("a", { state: "cancelled" })], ["gone", null]]) {
  test(`what is ${name} has no bar`, () => {
    show(end);
    assert.deepEqual([root.hidden, root.dataset.state, happened.includes("silence")], [true, "over", true]);
  });
}

test("other parts of the page are told", () => {
  show(consult("a", { state: "matched" }));
  show(null);
  assert.deepEqual(told, ["matched", undefined]);
});

test("logged out elsewhere, nothing of it stays", () => {
  watch.dispatchEvent(new CustomEvent("link", { detail: "ended" }));
  assert.equal(root.hidden, true);
});
