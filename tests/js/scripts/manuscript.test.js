import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Http } from "../../../static/js/lib/http.js";
import { Draft } from "../../../static/js/scripts/draft.js";
import { Manuscript, measure, objection } from "../../../static/js/scripts/manuscript.js";
import { Server, Shelf } from "./cast.js";

let server;
let shelf;
let manuscript;

function open() {
  const http = new Http({ fetch: server.fetch, document: { cookie: "" } });
  return new Manuscript({ http, url: "/scripts/7/", draft: new Draft(shelf, 7), saved: { ...server.script } });
}

beforeEach(() => {
  server = new Server();
  shelf = new Shelf();
  manuscript = open();
});

test("saving sends the words with the version they were made from, and forgets the draft", async () => {
  manuscript.type("One two three.");
  assert.equal(shelf.size, 1);
  assert.deepEqual(await manuscript.save(), { outcome: "saved" });
  assert.equal(server.script.text, "One two three.");
  assert.deepEqual([manuscript.dirty, manuscript.seen, shelf.size], [false, "v2", 0]);
});

test("a second save builds on the first", async () => {
  manuscript.type("One.");
  await manuscript.save();
  manuscript.type("Two.");
  assert.equal((await manuscript.save()).outcome, "saved");
  assert.equal(server.script.text, "Two.");
});

test("a change made elsewhere is a conflict with both texts, and nothing is overwritten", async () => {
  manuscript.type("Mine.");
  server.change("Theirs.");
  const { outcome, theirs } = await manuscript.save();
  assert.deepEqual([outcome, theirs.text, manuscript.typed, server.script.text], ["conflict", "Theirs.", "Mine.", "Theirs."]);
  assert.equal(shelf.size, 1);
});

test("after a conflict mine may stand", async () => {
  manuscript.type("Mine.");
  server.change("Theirs.");
  manuscript.seen = (await manuscript.save()).theirs.updated_at;
  assert.equal((await manuscript.save()).outcome, "saved");
  assert.equal(server.script.text, "Mine.");
});

test("after a conflict theirs may be taken", async () => {
  manuscript.type("Mine.");
  server.change("Theirs.");
  const { theirs } = await manuscript.save();
  manuscript.take(theirs.text, theirs.updated_at);
  assert.deepEqual([manuscript.typed, manuscript.dirty, shelf.size], ["Theirs.", false, 0]);
});

test("an answer lost on the way is no conflict with oneself", async () => {
  manuscript.type("Mine.");
  server.after = () => {
    server.after = () => null;
    throw new TypeError("cut");
  };
  assert.equal((await manuscript.save()).outcome, "refused");
  assert.equal(server.script.text, "Mine.");
  assert.deepEqual(await manuscript.save(), { outcome: "saved" });
});

test("without a network the words stay typed and drafted", async () => {
  manuscript.type("Mine.");
  server.before = () => {
    throw new TypeError("network");
  };
  const { outcome, error } = await manuscript.save();
  assert.deepEqual([outcome, error.status, manuscript.dirty, shelf.size], ["refused", 0, true, 1]);
});

test("words typed while the request is under way are still unsaved afterwards", async () => {
  manuscript.type("Mine.");
  server.after = () => manuscript.type("Mine and more.");
  assert.equal((await manuscript.save()).outcome, "saved");
  assert.deepEqual([server.script.text, manuscript.typed, manuscript.dirty, shelf.size], ["Mine.", "Mine and more.", true, 1]);
});

test("a draft of an earlier visit comes back, one that equals the saved text does not", () => {
  manuscript.type("Half a thought");
  assert.deepEqual(open().leftover, { text: "Half a thought", seen: "v1" });
  server.change("Half a thought");
  assert.equal(open().leftover, null);
});

test("a leftover of an older version is saved only through the conflict", async () => {
  manuscript.type("Half a thought");
  server.change("Theirs.");
  const later = open();
  later.resume(later.leftover);
  assert.equal((await later.save()).outcome, "conflict");
});

test("typing the text back to what is saved is no change", () => {
  manuscript.type("Other");
  manuscript.type("One two. ");
  assert.deepEqual([manuscript.dirty, shelf.size], [false, 0]);
});

test("text is counted as the server counts it", () => {
  assert.deepEqual(measure(" One\r\ntwo 좋아 👍 "), { words: 4, characters: 12 });
  assert.deepEqual(measure("  "), { words: 0, characters: 0 });
});

test("empty and overlong texts are refused before they are sent", () => {
  assert.equal(objection(" \n "), "empty");
  assert.equal(objection("a".repeat(20_000)), null);
  assert.equal(objection("a".repeat(20_001)), "too_long");
});

test("a storage that is full or broken does not stop the editing", () => {
  shelf.isFull = true;
  manuscript.type("Mine.");
  assert.equal(manuscript.dirty, true);
  shelf.set("opickme:draft:7", "{broken");
  assert.equal(open().leftover, null);
});
