import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Chime } from "../../../static/js/consults/chime.js";
import { Desk } from "../../../static/js/consults/desk.js";
import { offerNotices } from "../../../static/js/consults/notices.js";
import { TitleSign } from "../../../static/js/consults/title.js";
import { Clock, arrive, consult, pageOf, say } from "./cast.js";

let document;
let root;
let desk;

beforeEach(() => {
  ({ document } = pageOf("dashboard", "_desk_own"));
  document.title = "Consults";
  root = document.getElementById("desk");
  root.append(document.querySelector("[data-own]"));
  desk = new Desk(root, { say, language: "en" });
});

test("the number of those who wait stands in the title, and an empty line says what happens", () => {
  desk.showCount(2);
  assert.deepEqual([document.title, root.querySelector("[data-count]").textContent, root.querySelector("[data-empty]").hidden], ["(2) Consults", "2", true]);
  desk.showCount(0);
  assert.deepEqual([document.title, root.querySelector("[data-count]").hidden, root.querySelector("[data-empty]").hidden], ["Consults", true, false]);
});

test("an own consult that is open can be rejoined", () => {
  const card = root.querySelector("[data-own]");
  desk.showOwn(null);
  assert.equal(card.hidden, true);
  desk.showOwn(consult("mine", { state: "in_progress", learner: "<i>Mina</i>" }));
  assert.deepEqual([card.hidden, card.querySelector("[data-own-name]").textContent], [false, "<i>Mina</i>"]);
  assert.equal(card.querySelector("a").getAttribute("href"), "/consults/mine/");
});

test("the sound for new requests is off until it is switched on, and remembered", () => {
  const kept = new Map();
  const storage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value), removeItem: (key) => kept.delete(key) };
  const button = root.querySelector("[data-sound]");
  let played = 0;
  const chime = new Chime(button, { storage, play: () => (played += 1) });
  chime.ring();
  assert.equal(played, 0);
  button.click();
  chime.ring();
  assert.deepEqual([played, button.getAttribute("aria-pressed")], [2, "true"]);
  assert.equal(new Chime(button.cloneNode(true), { storage }).isOn, true);
  button.click();
  assert.deepEqual([kept.size, chime.isOn], [0, false]);
});

test("the title alternates with the call and comes back", async () => {
  const clock = new Clock();
  const sign = new TitleSign({ document, timers: clock });
  sign.show("Called");
  assert.equal(document.title, "● Called");
  await clock.pass();
  assert.equal(document.title, "Consults");
  sign.clear();
  assert.equal(clock.waiting.size, 0);
});

test("permission for notifications is asked for on a press only", async () => {
  const page = pageOf("waiting").document;
  const states = () => [...page.querySelectorAll("[data-notify], [data-notify-state]")].map(({ hidden }) => !hidden);
  let asked = 0;
  const notifier = { permission: "default", ask: async () => ((asked += 1), "granted") };
  offerNotices(page, notifier);
  assert.deepEqual([asked, states()], [0, [true, false, false]]);
  page.querySelector("[data-notify]").click();
  await arrive();
  assert.deepEqual([asked, states()], [1, [false, true, false]]);
  offerNotices(page, { permission: null });
  assert.deepEqual(states(), [false, false, false]);
});
