import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, test } from "node:test";
import { Backoff } from "../../../static/js/lib/backoff.js";
import { Http } from "../../../static/js/lib/http.js";
import { Take } from "../../../static/js/record/take.js";
import { CHUNK } from "../../../static/js/record/transfer.js";
import { Uploader } from "../../../static/js/record/uploader.js";
import { fakeNetwork } from "./fakes.js";
import { TusServer, fetchStack } from "./tus_server.js";

const SOUND = randomBytes(CHUNK * 3 + 1234);
let server;
let network;
let states;
let progress;

beforeEach(async () => {
  server = new TusServer();
  await server.listen();
  network = fakeNetwork();
  states = [];
  progress = [];
});
afterEach(() => server.close());

function uploader({ stall = 5000, userId = 1 } = {}) {
  const made = new Uploader({
    http: new Http({ document: { cookie: "csrftoken=token-1" } }),
    urls: server.urls, userId, network,
    backoff: new Backoff({ first: 2, limit: 8 }),
    transfer: { httpStack: fetchStack, stall },
  });
  made.addEventListener("state", ({ detail }) => states.push(detail.state));
  made.addEventListener("progress", ({ detail }) => progress.push(detail));
  return made;
}

function newTake(values = {}) {
  const take = new Take({ vault: null, clientId: "c-1", userId: 1, question: { id: 12 }, mime: "audio/webm", startedAt: 0, ...values });
  take.add(0, new Blob([SOUND]), 60);
  return take;
}

function assertSavedOnce() {
  assert.equal(server.scripts.size, 1);
  assert.ok(server.bytes.equals(SOUND));
}

test("a take arrives whole and becomes one script", async () => {
  const made = uploader();
  assert.equal(made.state, "idle");
  const script = await made.save(newTake());
  assertSavedOnce();
  assert.deepEqual([script.id, script.question, script.state], [70, 12, "pending"]);
  assert.deepEqual(states, ["uploading", "done"]);
  assert.equal(server.received, SOUND.length);
  assert.equal(server.count("PATCH /uploads"), 4);
  assert.equal(progress.at(-1), 1);
  assert.deepEqual(progress, progress.toSorted((one, two) => one - two));
});

test("cut at any place it goes on where the server stands, sending at most one chunk again", async () => {
  for (const cutAfter of [0, 1, CHUNK / 2, CHUNK - 1]) server.trouble.push({ on: "PATCH /uploads", cutAfter });
  await uploader().save(newTake());
  assertSavedOnce();
  assert.ok(states.includes("retrying"));
  assert.ok(server.received <= SOUND.length + 4 * CHUNK, `${server.received} bytes for ${SOUND.length}`);
  assert.equal(server.count("POST /uploads"), 1);
});

test("a lost answer to the creation makes no second upload", async () => {
  server.trouble.push({ on: "POST /uploads", lose: true });
  await uploader().save(newTake());
  assertSavedOnce();
  assert.equal(server.received, SOUND.length);
});

test("a lost answer to a chunk sends nothing again", async () => {
  server.trouble.push({ on: "PATCH /uploads", lose: true });
  await uploader().save(newTake());
  assertSavedOnce();
  assert.equal(server.received, SOUND.length);
});

test("a lost answer to the saving makes no second script, and sends no byte again", async () => {
  server.trouble.push({ on: "POST /scripts", lose: true });
  const script = await uploader().save(newTake());
  assertSavedOnce();
  assert.equal(script.id, 70);
  assert.equal(server.count("POST /scripts"), 2);
  assert.equal(server.received, SOUND.length);
});

test("after a reload the upload goes on from its remembered address", async () => {
  server.trouble.push({ on: "PATCH /uploads", status: 400 });
  const before = newTake();
  await assert.rejects(uploader().save(before));
  server.uploads.get("upload-1").bytes = SOUND.subarray(0, CHUNK * 2);
  await uploader().save(newTake({ uploadUrl: before.uploadUrl }));
  assertSavedOnce();
  assert.equal(server.count("POST /uploads"), 1);
  assert.ok(server.received <= SOUND.length);
});

test("after a reload that forgot the address, at most one chunk is sent again", async () => {
  server.trouble.push({ on: "PATCH /uploads", status: 400 });
  await assert.rejects(uploader().save(newTake()));
  server.uploads.get("upload-1").bytes = SOUND.subarray(0, CHUNK * 2);
  const sentBefore = server.received;
  await uploader().save(newTake());
  assertSavedOnce();
  assert.ok(server.received - sentBefore <= SOUND.length - CHUNK * 2 + CHUNK);
});

test("an address that the server has forgotten starts anew", async () => {
  await uploader().save(newTake({ uploadUrl: `${server.urls.uploads}gone/` }));
  assertSavedOnce();
});

test("a server that is down, busy or full is asked again until it works", async () => {
  server.trouble.push({ on: "GET /me", status: 502 }, { on: "POST /uploads", status: 503 }, { on: "HEAD /uploads", status: 500 });
  server.trouble.push({ on: "PATCH /uploads", status: 507 }, { on: "PATCH /uploads", status: 423 });
  server.trouble.push({ on: "POST /scripts", status: 429, headers: { "Retry-After": "0.01" } });
  for (let time = 0; time < 20; time += 1) server.trouble.push({ on: "POST /scripts", status: 500 });
  await uploader().save(newTake());
  assertSavedOnce();
  assert.equal(states.at(-1), "done");
});

test("the server's reason is told while it is retried", async () => {
  server.trouble.push({ on: "PATCH /uploads", status: 507, body: { detail: "The storage is full.", code: "storage_full" } });
  const made = uploader();
  const reasons = [];
  made.addEventListener("state", ({ detail }) => reasons.push(detail.error?.detail));
  await made.save(newTake());
  assert.ok(reasons.includes("The storage is full."));
});

for (const [on, status] of [["POST /uploads", 413], ["POST /scripts", 400], ["POST /scripts", 403], ["GET /me", 401]]) {
  test(`${status} on ${on} is final: the reason is told, the take is kept, and a retry works`, async () => {
    server.trouble.push({ on, status, body: { detail: "Said by the server.", code: "some_code" } });
    const made = uploader();
    const take = newTake();
    await assert.rejects(made.save(take), { status, code: "some_code", detail: "Said by the server." });
    assert.equal(made.state, "failed");
    assert.equal(server.scripts.size, 0);
    await made.save(take);
    assertSavedOnce();
    assert.deepEqual(states, ["uploading", "failed", "uploading", "done"]);
  });
}

test("an upload that was lost before the saving is sent again on retry", async () => {
  const take = newTake();
  take.uploadId = "upload-9";
  const made = uploader();
  await assert.rejects(made.save(take), { status: 404 });
  await made.save(take);
  assertSavedOnce();
});

test("an upload that is not complete after all is completed", async () => {
  server.trouble.push({ on: "POST /scripts", status: 409, body: { code: "upload_incomplete" } });
  await uploader().save(newTake());
  assertSavedOnce();
});

test("somebody else has logged in meanwhile: nothing of this voice is sent", async () => {
  server.person = 2;
  await assert.rejects(uploader().save(newTake()), { code: "other_person" });
  assert.deepEqual([server.received, server.uploads.size, server.scripts.size], [0, 0, 0]);
});

test("going offline is noticed at once, and being online again ends the waiting", { timeout: 20_000 }, async () => {
  server.trouble.push({ on: "PATCH /uploads", hang: true });
  const made = uploader({ stall: 3_600_000 });
  made.addEventListener("state", ({ detail }) => {
    if (detail.state === "retrying") setImmediate(() => network.go("online"));
  });
  const saving = made.save(newTake());
  while (!server.count("PATCH /uploads")) await new Promise((resolve) => setImmediate(resolve));
  network.go("offline");
  await saving;
  assertSavedOnce();
  assert.deepEqual(states, ["uploading", "retrying", "uploading", "done"]);
});

test("a connection on which nothing moves is given up", async () => {
  server.trouble.push({ on: "PATCH /uploads", hang: true });
  await uploader({ stall: 100 }).save(newTake());
  assertSavedOnce();
});

test("the upload is protected against forgery", async () => {
  server.trouble.push({ on: "POST /scripts", status: 400 });
  await assert.rejects(uploader().save(newTake()));
  assert.equal(server.uploads.get("upload-1").csrf, "token-1");
});
