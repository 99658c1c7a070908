import "./dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { ScriptDoc, asLines } from "../../../static/js/call/script_doc.js";

const ORIGINAL = "I go to park every day.";

const script = (original = ORIGINAL, states = []) => new ScriptDoc({ original, states });
const text = (doc) => doc.text.toString();

test("the same beginning made twice is one document", () => {
  const one = script();
  const other = script(ORIGINAL, [one.base64(), script().base64()]);

  assert.equal(text(other), `${ORIGINAL}\n`);
  assert.deepEqual(one.encode(), script().encode());
});

for (const [original, lines] of [["", "\n"], ["a\n\n", "a\n"], ["a\r\nb\rc", "a\nb\nc\n"], ["\n\na", "\n\na\n"], ["가 👩‍👩‍👧", "가 👩‍👩‍👧\n"]]) {
  test(`${JSON.stringify(original)} begins as lines, each with its end`, () => {
    assert.equal(asLines(original), lines);
    assert.equal(text(script(original)), lines);
  });
}

test("what was journalled goes on, with its formats", () => {
  const before = script();
  before.text.delete(8, 4);
  before.text.insert(8, "the park", { bold: true });
  const after = script(ORIGINAL, [before.base64()]);

  assert.deepEqual(after.text.toDelta(), before.text.toDelta());
});

test("two states merge: the later edits are there, nothing is doubled", () => {
  const page = script();
  page.text.insert(8, "the ");
  const server = page.base64();
  page.text.delete(2, 2);
  page.text.insert(2, "went");
  const tab = page.base64();
  for (const states of [[server, tab], [tab, server], [tab, tab], [server, tab, server]]) {
    assert.equal(text(script(ORIGINAL, states)), "I went to the park every day.\n");
  }
});

test("edits of two pages that did not know each other are both kept, once", () => {
  const [one, other] = [script(), script()];
  one.text.insert(0, "Well, ");
  other.text.insert(8, "the ");

  assert.equal(text(script(ORIGINAL, [one.base64(), other.base64()])), "Well, I go to the park every day.\n");
});

test("a text whose line ends have all been taken out gets one", () => {
  const [one, other] = [script("a"), script("a")];
  one.text.insert(0, "\n");
  one.text.delete(2, 1); // as a browser may report a line that was joined
  other.text.delete(0, 1);
  one.text.delete(0, 1);

  assert.equal(text(script("a", [one.base64(), other.base64()])), "\n");
});

const BROKEN = ["", "%%%", "AAAA", "AQID", "not base64 at all", "/////////////////////w==", null, undefined, 7];

test("a state that cannot be read is left out, and the others serve", () => {
  const page = script();
  page.text.insert(0, "Well, ");
  const good = page.base64();
  for (const bad of [...BROKEN, good.slice(0, good.length / 2), good.slice(8)]) {
    assert.equal(text(script(ORIGINAL, [bad, good])), `Well, ${ORIGINAL}\n`, String(bad));
    assert.ok(text(script(ORIGINAL, [bad])).endsWith(`${ORIGINAL}\n`), String(bad));
  }
});

test("a document is made again from its bytes", () => {
  const page = script();
  page.text.insert(0, "Well, ");
  const copy = ScriptDoc.from(page.encode(), page.epoch);

  assert.equal(text(copy), text(page));
  assert.deepEqual(copy.epoch, page.epoch);
  assert.throws(() => ScriptDoc.from(Uint8Array.of(1, 2, 3), page.epoch));
});

test("each page has an epoch of its own", () => {
  assert.notDeepEqual(script().epoch, script().epoch);
  assert.equal(script().epoch.length, 8);
});

test("a character is found again wherever it moves", () => {
  const page = script();
  const park = ORIGINAL.indexOf("park");
  page.text.insert(0, "Well, "); // before
  page.text.insert(6 + park + 2, "--"); // inside
  page.text.insert(page.text.length - 1, " Yes."); // after

  assert.equal(text(page), "Well, I go to pa--rk every day. Yes.\n");
  assert.equal(page.indexOf(park), 14);
  assert.equal(page.indexOf(park + 2), 18);
  assert.equal(page.originalAt(14), park);
  assert.equal(page.originalAt(18), park + 2);
  assert.equal(page.originalAt(16), park + 1); // what was written belongs to what stands before it
  assert.equal(page.originalAt(2), null); // before all
  assert.equal(page.originalAt(10_000), ORIGINAL.length);
});

test("what was taken out is found where it stood", () => {
  const page = script();
  page.text.delete(ORIGINAL.indexOf("go"), 6);

  assert.equal(text(page), "I park every day.\n");
  assert.equal(page.indexOf(ORIGINAL.indexOf("go")), 2);
  assert.equal(page.originalAt(1), 1);
  assert.equal(page.originalAt(2), ORIGINAL.indexOf("park"));
  assert.equal(page.indexOf(10_000), null);
});

test("the span of a word is what is left of it", () => {
  const from = ORIGINAL.indexOf("park");
  const word = { from, to: from + 4 };
  const page = script();
  assert.deepEqual(page.spanOf(word), { index: from, length: 4 });
  page.text.insert(from + 2, "--");
  assert.deepEqual(page.spanOf(word), { index: from, length: 6 });
  page.text.delete(from + 5, 1);
  assert.deepEqual(page.spanOf(word), { index: from, length: 5 });
  page.text.delete(from, 1);
  assert.deepEqual(page.spanOf(word), { index: from, length: 4 });
  page.text.delete(from, 4);
  assert.equal(page.spanOf(word), null);
});

test("a pin stays with its character", () => {
  const page = script();
  const pin = page.pin(8);
  const end = page.pin(10_000);
  page.text.insert(0, "Well, ");
  page.text.insert(14, "the "); // just before it: who writes there stays there

  assert.equal(page.unpin(pin), 18);
  assert.equal(page.unpin(end), page.text.length);
  page.text.delete(18, 4);
  assert.equal(page.unpin(pin), 18);
});

test("pins of one page are understood by the other", () => {
  const writer = script();
  const reader = ScriptDoc.from(writer.encode(), writer.epoch);
  reader.doc.clientID += 1;

  assert.equal(reader.unpin(writer.pin(8)), 8);
});

for (const pin of [...BROKEN, "AAAAAAAAAAA=", "AAA", "x".repeat(1000), "__proto__"]) {
  test(`${String(pin).slice(0, 20)} is no pin`, () => {
    const place = script().unpin(pin);
    assert.ok(place === null || place === 0 || place === ORIGINAL.length + 1, String(place));
  });
}

test("a script of 20,000 characters in 2,000 pieces is read in any place", () => {
  const long = "word ".repeat(4000);
  const page = script(long);
  for (let at = 0; at < 2000; at += 1) page.text.insert(at * 11, "+", { bold: at % 2 === 0 });

  assert.equal(page.text.length, 22_001);
  assert.equal(page.indexOf(19_990), 21_990);
  assert.equal(page.originalAt(21_990), 19_990);
  assert.equal(text(script(long, [page.base64()])), text(page));
});
