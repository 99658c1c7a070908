import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Follower, distance } from "../../../static/js/scripts/follow.js";

const LIMITS = { from: 100, to: 700 };
const at = (top) => ({ getBoundingClientRect: () => ({ top, bottom: top + 30 }) });

let now;
let page;
let follower;

beforeEach(() => {
  now = 10_000;
  page = Object.assign(new EventTarget(), {
    scrolled: [],
    selected: false,
    calm: false,
    scrollBy(by) {
      this.scrolled.push(by);
    },
    getSelection() {
      return { isCollapsed: !this.selected };
    },
    matchMedia() {
      return { matches: this.calm };
    },
  });
  follower = new Follower({ window: page, limits: () => LIMITS, now: () => now });
});

test("a word in view moves nothing, one below or above comes to the upper third", () => {
  assert.equal(distance({ top: 300, bottom: 330 }, LIMITS), 0);
  assert.equal(distance({ top: 690, bottom: 720 }, LIMITS), 390);
  assert.equal(distance({ top: -50, bottom: -20 }, LIMITS), -350);
});

test("the page moves before the word has left", () => {
  assert.notEqual(distance({ top: 640, bottom: 670 }, LIMITS), 0);
});

test("a reader who scrolls is left alone for a while", () => {
  page.dispatchEvent(new Event("wheel"));
  follower.show(at(900));
  assert.deepEqual(page.scrolled, []);
  now += 4001;
  follower.show(at(900));
  assert.deepEqual(page.scrolled, [{ top: 600, behavior: "smooth" }]);
});

test("moving by keys counts as scrolling, typing a letter does not", () => {
  page.dispatchEvent(Object.assign(new Event("keydown"), { key: "a" }));
  follower.show(at(900));
  assert.equal(page.scrolled.length, 1);
  page.dispatchEvent(Object.assign(new Event("keydown"), { key: "PageUp" }));
  follower.show(at(900));
  assert.equal(page.scrolled.length, 1);
});

test("nothing moves under a selection", () => {
  page.selected = true;
  follower.show(at(900));
  assert.deepEqual(page.scrolled, []);
});

test("who asked for less motion gets a jump", () => {
  page.calm = true;
  follower.show(at(900));
  assert.equal(page.scrolled[0].behavior, "instant");
});
