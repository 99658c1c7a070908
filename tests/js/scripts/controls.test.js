import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Window } from "happy-dom";
import { Controls } from "../../../static/js/scripts/controls.js";
import { Player } from "../../../static/js/scripts/player.js";
import { Frames, Sound, say } from "./cast.js";

const PANEL = `
  <section><div data-wave tabindex="0"></div><span data-now></span><span data-total></span>
  <button data-back></button><button data-play></button><button data-ahead></button>
  <select data-speed><option value="1" selected></option><option value="1.5"></option></select></section>
  <p id="beside">text</p><textarea id="field"></textarea>`;

let window;
let panel;
let sound;
let player;

beforeEach(() => {
  window = new Window();
  window.document.body.innerHTML = PANEL;
  panel = window.document.querySelector("section");
  sound = new Sound();
  player = new Player(sound, 66, new Frames());
  new Controls(panel, player, say);
});

const find = (selector) => window.document.querySelector(selector);
function press(selector, key, more = {}) {
  const event = new window.KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
  find(selector).dispatchEvent(event);
  return event.defaultPrevented;
}

test("the button plays and pauses, and says which it will do", () => {
  assert.equal(find("[data-play]").getAttribute("aria-label"), "play");
  find("[data-play]").click();
  assert.deepEqual([player.playing, panel.dataset.playing, find("[data-play]").getAttribute("aria-label")], [true, "true", "pause"]);
  find("[data-play]").click();
  assert.deepEqual([player.playing, panel.dataset.playing], [false, "false"]);
});

test("five seconds back and ahead", () => {
  player.seek(20);
  find("[data-back]").click();
  assert.equal(player.time, 15);
  find("[data-ahead]").click();
  find("[data-ahead]").click();
  assert.equal(player.time, 25);
});

test("the time is shown in figures and to screen readers", () => {
  player.seek(61.5);
  assert.deepEqual([find("[data-now]").textContent, find("[data-total]").textContent], ["1:01", "1:06"]);
  assert.equal(find("[data-wave]").getAttribute("aria-valuenow"), "62");
  assert.match(find("[data-wave]").getAttribute("aria-valuetext"), /1:01.*1:06/);
});

test("the speed follows the choice", () => {
  find("[data-speed]").value = "1.5";
  find("[data-speed]").dispatchEvent(new window.Event("change"));
  assert.equal(sound.playbackRate, 1.5);
});

test("space and arrows work from anywhere on the page", () => {
  assert.ok(press("#beside", " "));
  assert.ok(player.playing);
  press("#beside", "ArrowRight");
  assert.equal(player.time, 5);
  press("#beside", "ArrowLeft");
  assert.equal(player.time, 0);
});

test("keys belong to a field or a button that has the focus, and to the browser's shortcuts", () => {
  assert.ok(!press("#field", " "));
  assert.ok(!press("[data-speed]", "ArrowRight"));
  assert.ok(!press("[data-back]", " "));
  assert.ok(!press("#beside", "ArrowLeft", { altKey: true }));
  assert.deepEqual([player.playing, player.time], [false, 0]);
});

test("Home and End on the waveform go to both ends", () => {
  press("[data-wave]", "End");
  assert.equal(player.time, 66);
  press("[data-wave]", "Home");
  assert.equal(player.time, 0);
});
