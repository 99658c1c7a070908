import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { Take } from "../../../static/js/record/take.js";
import { KEEP_DAYS, openVault } from "../../../static/js/record/vault.js";
import { fakeLocks } from "./fakes.js";

const QUESTION = { id: 12, topic: "camping", level: "IM", text: "Tell me about a trip." };
let held;
let vault;
const opened = [];

beforeEach(async () => {
  held = new Set();
  vault = await tab();
});
afterEach(async () => {
  for (const one of opened.splice(0)) one.close();
  await new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase("opickme-takes");
    request.onsuccess = resolve;
    request.onerror = reject;
  });
});

/** Another tab of the same browser: the same database, the same locks. */
async function tab() {
  const one = await openVault({ locks: fakeLocks(held) });
  opened.push(one);
  return one;
}

/** The browser is killed: its locks are gone, what is on the disk stays. */
async function restarted() {
  held.clear();
  return tab();
}

function newTake(where = vault, values = {}) {
  return new Take({
    vault: where, clientId: "take-1", userId: 1, question: QUESTION, mime: "audio/webm", startedAt: Date.now(), ...values,
  });
}

/** A take with these sounds, all of them written. */
async function spoken(sounds, where = vault, values = {}) {
  const take = newTake(where, values);
  take.begin();
  sounds.forEach((sound, n) => take.add(n, new Blob([sound]), n + 1));
  await take.finish(sounds.length);
  return take;
}

test("every chunk of a killed tab is there afterwards, in order, with its question", async () => {
  const take = newTake();
  take.begin();
  const sounds = Array.from({ length: 12 }, (_, n) => `<${n}>`);
  for (const [n, sound] of sounds.entries()) take.add(n, new Blob([sound]), n + 1);
  await take.rememberUpload("/api/v1/uploads/u1/"); // behind all the chunks in the line of writing
  const after = await restarted();
  const [found] = await after.recoverable(1);
  assert.deepEqual([found.clientId, found.state, found.elapsed, found.question], ["take-1", "recording", 12, QUESTION]);
  assert.equal(found.uploadUrl, "/api/v1/uploads/u1/");
  const blob = await after.blob("take-1");
  assert.equal(await blob.text(), sounds.join(""));
  assert.equal(blob.type, "audio/webm");
});

test("a finished take that was not saved says so", async () => {
  await spoken(["a", "b"]);
  const [found] = await (await restarted()).recoverable(1);
  assert.deepEqual([found.state, found.elapsed], ["recorded", 2]);
});

test("a take is offered to its owner only", async () => {
  await spoken(["a"]);
  const after = await restarted();
  assert.deepEqual(await after.recoverable(2), []);
  assert.equal((await after.recoverable(1)).length, 1);
});

test("a take that another tab works on is not offered, and cannot be taken twice", async () => {
  const take = await spoken(["a"]);
  const other = await tab();
  assert.deepEqual(await other.recoverable(1), []);
  assert.equal(await Take.restore(other, { ...take, clientId: "take-1" }), null);
  const after = await restarted();
  const [found] = await after.recoverable(1);
  const restored = await Take.restore(after, found);
  assert.equal(await restored.blob().text(), "a");
  assert.equal(await Take.restore(await tab(), found), null);
});

test("the newest take comes first, and one without sound is forgotten", async () => {
  await spoken(["a"], vault, { clientId: "old", startedAt: Date.now() - 5000 });
  await spoken(["b"], vault, { clientId: "new" });
  newTake(vault, { clientId: "empty" }).begin();
  await vault.begin({ clientId: "empty-2", userId: 1, question: QUESTION, mime: "", startedAt: Date.now() });
  const after = await restarted();
  assert.deepEqual((await after.recoverable(1)).map(({ clientId }) => clientId), ["new", "old"]);
  assert.equal(await after.blob("empty-2"), null);
});

test("a discarded take leaves nothing, and its lock is free", async () => {
  const take = await spoken(["a", "b"]);
  await take.discard();
  assert.equal(await vault.blob("take-1"), null);
  assert.equal(held.size, 0);
  assert.deepEqual(await vault.recoverable(1), []);
});

test("logging out takes everything of this person, and nothing of another", async () => {
  await spoken(["a"], vault, { clientId: "mine" });
  await spoken(["b"], vault, { clientId: "theirs", userId: 2 });
  await vault.clearUser(1);
  held.clear();
  assert.deepEqual(await vault.recoverable(1), []);
  assert.equal(await vault.blob("mine"), null);
  assert.equal((await vault.recoverable(2)).length, 1);
});

test("a tab that records on after the log-out writes nothing more", async () => {
  const take = await spoken(["a"]);
  const codes = [];
  take.addEventListener("unsafe", (event) => codes.push(event.detail));
  await (await tab()).clearUser(1);
  take.add(1, new Blob(["b"]), 2);
  await take.finish(2);
  assert.deepEqual(codes, ["vault_off"]);
  assert.equal(await take.blob().text(), "ab");
  held.clear();
  assert.equal(await vault.blob("take-1"), null);
  assert.deepEqual(await vault.recoverable(1), []);
});

test("a take that nobody came back for is removed in the end", async () => {
  await spoken(["a"]);
  held.clear();
  const day = 86_400_000;
  assert.equal((await vault.recoverable(1, { now: Date.now() + (KEEP_DAYS - 1) * day })).length, 1);
  assert.deepEqual(await vault.recoverable(2, { now: Date.now() + (KEEP_DAYS + 1) * day }), []);
  assert.equal(await vault.blob("take-1"), null);
});

test("a full disk is said once, recording goes on in memory, and the beginning stays recoverable", async (context) => {
  const take = newTake();
  const codes = [];
  take.addEventListener("unsafe", (event) => codes.push(event.detail));
  take.begin();
  take.add(0, new Blob(["a"]), 1);
  await take.rememberUpload(null);
  const full = context.mock.method(IDBObjectStore.prototype, "put", () => {
    throw new DOMException("no room", "QuotaExceededError");
  });
  take.add(1, new Blob(["b"]), 2);
  await take.rememberUpload(null);
  full.mock.restore();
  take.add(2, new Blob(["c"]), 3);
  await take.finish(3);
  assert.deepEqual(codes, ["vault_full"]);
  assert.equal(await take.blob().text(), "abc");
  assert.equal(await vault.blob("take-1").then((blob) => blob.text()), "a");
  await take.discard();
  assert.equal(await vault.blob("take-1"), null);
});

test("without a vault a take works in memory, and says that nothing is kept", async () => {
  const take = newTake(null);
  const codes = [];
  take.addEventListener("unsafe", (event) => codes.push(event.detail));
  take.begin();
  take.add(0, new Blob(["a"]), 1);
  await take.finish(1);
  await take.discard();
  assert.deepEqual(codes, ["vault_off"]);
  assert.equal(await take.blob().text(), "a");
});

test("a browser without locks still keeps and offers takes", async () => {
  const plain = await openVault({ locks: undefined });
  opened.push(plain);
  await spoken(["a"], plain);
  const [found] = await plain.recoverable(1);
  assert.equal(await (await Take.restore(plain, found)).blob().text(), "a");
});
