import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { Window } from "happy-dom";
import { Alike } from "../../../static/js/staff/alike.js";

const TEXT = "What do you like about the park near your house?";

function warning(answer) {
  const { document } = new Window();
  document.body.innerHTML =
    "<main><section data-alike hidden><ul></ul></section>" +
    "<template data-alike-item><li><a></a> <b></b><q></q></li></template></main>";
  const root = document.querySelector("main");
  const asked = [];
  const done = deferred();
  const fetch = async (address) => {
    asked.push(address);
    setTimeout(done.resolve);
    return answer;
  };
  const alike = new Alike(root, { address: "/alike/", besides: "7", fetch });
  return { alike, asked, fetched: done.promise, place: root.querySelector("[data-alike]") };
}

function deferred() {
  const made = {};
  made.promise = new Promise((resolve) => (made.resolve = resolve));
  return made;
}

test("what says nearly the same is shown once the typing rests", async () => {
  const one = { url: "/q/3/", about: "Parks", percent: 40, text: "What do you like about parks?" };
  const { alike, asked, fetched, place } = warning({ ok: true, redirected: false, json: async () => ({ alike: [one] }) });
  alike.ask(TEXT);
  await fetched;
  assert.deepEqual(asked, [`/alike/?${new URLSearchParams({ text: TEXT, besides: "7" })}`]);
  assert.deepEqual([place.hidden, place.querySelector("q").textContent], [false, one.text]);
});

test("who was logged out meanwhile is led to the log-in, which is no answer", async () => {
  const faults = [];
  const listen = (fault) => faults.push(fault);
  process.on("unhandledRejection", listen);
  const json = async () => JSON.parse("<!doctype html>");
  const { alike, fetched, place } = warning({ ok: true, redirected: true, json });
  alike.ask(TEXT);
  await fetched;
  await pause(0);
  process.off("unhandledRejection", listen);
  assert.deepEqual([faults, place.hidden], [[], true]);
});
