import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Window } from "happy-dom";
import { Transcript, runs } from "../../../static/js/scripts/transcript.js";
import { say } from "./cast.js";

const WORDS = [
  { text: "I", start: 0.2, end: 0.3, confidence: 0.9 },
  { text: "go", start: 0.4, end: 0.6, confidence: 0.3 },
  { text: "often", start: null, end: null, confidence: null },
  { text: "there.", start: 1.1, end: 1.5, confidence: 0.8 },
];
const TEXT = "I go\n\noften there.";

let box;
let transcript;
let asked;
let window;

beforeEach(() => {
  window = new Window();
  box = window.document.createElement("div");
  window.document.body.append(box);
  transcript = new Transcript(box, say);
  asked = [];
  transcript.addEventListener("play", ({ detail }) => asked.push(detail));
  transcript.show(TEXT, WORDS);
});

const spans = () => [...box.querySelectorAll('[data-testid="word"]')];
const press = (element, key) => element.dispatchEvent(new window.KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));

test("the text stands exactly as it is, with its paragraphs", () => {
  assert.equal(box.textContent, TEXT);
  assert.deepEqual(spans().map((span) => span.textContent), ["I", "go", "often", "there."]);
});

test("words that the text does not have are left out, and the rest of the text is kept", () => {
  const joined = runs("We stay here, always.", [{ text: "We" }, { text: "leave" }, { text: "here," }]);
  assert.equal(joined.map((run) => run.text).join(""), "We stay here, always.");
  assert.deepEqual(joined.filter((run) => run.word !== null).map((run) => run.word), [0, 2]);
});

test("a word that is missing in the text takes no other's place", () => {
  const joined = runs("a back road", [{ text: "road" }, { text: "a" }]);
  assert.deepEqual(joined.filter((run) => run.word !== null), [{ text: "a", word: 1 }]);
  assert.deepEqual(runs("", [{ text: "x" }]), []);
});

test("markup in a word stays text", () => {
  transcript.show("<b>hi</b>", [{ text: "<b>hi</b>", start: 0, end: 1, confidence: 1 }]);
  assert.equal(box.textContent, "<b>hi</b>");
  assert.equal(box.querySelector("b"), null);
});

test("each spoken word carries its start, a typed one none, an unsure one its mark", () => {
  assert.deepEqual(spans().map((span) => span.dataset.start), ["0.2", "0.4", undefined, "1.1"]);
  assert.deepEqual(spans().map((span) => span.classList.contains("word-unsure")), [false, true, false, false]);
  assert.equal(spans()[1].title, "unsure");
});

test("one word is lit at a time, and only a change is told", () => {
  assert.equal(transcript.follow(0), null);
  assert.equal(transcript.follow(0.5), spans()[1]);
  assert.equal(transcript.follow(0.7), null);
  assert.equal(transcript.follow(2), spans()[3]);
  assert.deepEqual(spans().map((span) => span.classList.contains("word-now")), [false, false, false, true]);
  assert.equal(transcript.follow(0), null);
  assert.equal(box.querySelector(".word-now"), null);
});

test("a click on a word plays from it, a click on a typed word or beside does nothing", () => {
  spans()[3].click();
  spans()[2].click();
  box.click();
  assert.deepEqual(asked, [1.1]);
});

test("one tab stop; arrows go from spoken word to spoken word; Enter plays", () => {
  const [first, second, , last] = spans();
  assert.deepEqual(spans().map((span) => span.tabIndex), [0, -1, -1, -1]);
  first.focus();
  press(first, "ArrowRight");
  assert.equal(window.document.activeElement, second);
  press(second, "ArrowRight");
  assert.equal(window.document.activeElement, last);
  press(last, "ArrowRight");
  press(last, "Enter");
  assert.deepEqual(asked, [1.1]);
  assert.deepEqual([first.tabIndex, second.tabIndex, last.tabIndex], [-1, -1, 0]);
});

test("a new transcript starts without light", () => {
  transcript.follow(0.5);
  transcript.show("Anew", [{ text: "Anew", start: 0, end: 1, confidence: 1 }]);
  assert.equal(transcript.follow(0.5), spans()[0]);
});
