import assert from "node:assert/strict";
import { test } from "node:test";
import { ScriptWords } from "../../../static/js/call/script_words.js";

const timed = (sentence) => sentence.split(" ").map((text, at) => ({ text, start: at, end: at + 0.8, confidence: 0.9 }));

test("a character gives the second of its word, and of the one before where it is between two", () => {
  const words = new ScriptWords("I go home.", timed("I go home."));

  assert.deepEqual([0, 1, 2, 3, 4, 5, 9, 10, 500].map((at) => words.secondsAt(at)), [0, 0, 1, 1, 1, 2, 2, 2, 2]);
});

test("a second gives the place of its word", () => {
  const words = new ScriptWords("I go home.", timed("I go home."));

  assert.deepEqual(words.spanAt(1.2), { from: 2, to: 4, word: 1 });
  assert.deepEqual(words.spanAt(1.95), { from: 2, to: 4, word: 1 }); // no flicker in a pause
  assert.deepEqual(words.spanAt(60), { from: 5, to: 10, word: 2 });
  assert.equal(new ScriptWords("I", [{ text: "I", start: 3, end: 4 }]).spanAt(1), null);
});

test("words that the learner wrote have no time: the one before has", () => {
  const words = timed("I go home.");
  words.splice(1, 0, { text: "never", start: null, end: null, confidence: null });
  const script = new ScriptWords("I never go home.", words);

  assert.equal(script.secondsAt(4), 0);
  assert.equal(script.secondsAt(8), 1);
  assert.deepEqual(script.spanAt(1), { from: 8, to: 10, word: 2 });
});

test("a text that was edited keeps the times of the words that stayed", () => {
  const script = new ScriptWords("Well, I really go back home.", timed("I go home."));

  assert.equal(script.secondsAt(0), null); // before the first that is timed
  assert.equal(script.secondsAt(6), 0);
  assert.equal(script.secondsAt(15), 1);
  assert.equal(script.secondsAt(23), 2);
});

for (const [name, text] of [["\\n", "I go\n\nhome."], ["\\r\\n", "I go\r\n\r\nhome."], ["\\r", "I go\r\rhome."]]) {
  test(`paragraphs written with ${name} are counted as the editor counts them`, () => {
    const script = new ScriptWords(text, timed("I go home."));

    assert.deepEqual(script.spanAt(2), { from: 6, to: 11, word: 2 });
  });
}

test("a script without words, or without text, plays nothing", () => {
  for (const script of [new ScriptWords("I go", []), new ScriptWords("", timed("I go"))]) {
    assert.equal(script.secondsAt(2), null);
    assert.equal(script.spanAt(0), null);
  }
});
