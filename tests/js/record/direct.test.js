import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, test } from "node:test";
import { Backoff } from "../../../static/js/lib/backoff.js";
import { Http } from "../../../static/js/lib/http.js";
import { Take } from "../../../static/js/record/take.js";
import { Uploader } from "../../../static/js/record/uploader.js";
import { DirectServer, FetchRequest } from "./direct_server.js";
import { fakeNetwork } from "./fakes.js";

const SOUND = randomBytes(2345); // three parts
let server;
let network;
let states;
let progress;

beforeEach(async () => {
  server = new DirectServer();
  await server.listen();
  network = fakeNetwork();
  states = [];
  progress = [];
});
afterEach(() => server.close());

async function save({ stall = 5000 } = {}) {
  const made = new Uploader({
    http: new Http({ document: { cookie: "csrftoken=token-1" } }),
    urls: server.urls, userId: 1, network, backoff: new Backoff({ first: 2, limit: 8 }),
    transfer: { Request: FetchRequest, stall },
  });
  made.addEventListener("state", ({ detail }) => states.push(detail.state));
  made.addEventListener("progress", ({ detail }) => progress.push(detail));
  const take = new Take({ vault: null, clientId: "c-1", userId: 1, question: { id: 12 }, mime: "audio/webm;codecs=opus", startedAt: 0 });
  take.add(0, new Blob([SOUND]), 60);
  return made.save(take);
}

function assertSavedOnce() {
  assert.equal(server.scripts.size, 1);
  assert.ok(server.bytes.equals(SOUND));
  assert.equal(states.at(-1), "done");
}

test("a take goes into the store in parts and becomes one script", async () => {
  const script = await save();
  assert.equal(script.id, 70);
  assertSavedOnce();
  assert.deepEqual(states, ["uploading", "done"]);
  assert.equal(server.count("PUT /store"), 3);
  assert.equal(server.count("POST /uploads"), 0);
  assert.deepEqual([progress.at(-1), ...progress.toSorted((one, two) => one - two)], [1, ...progress]);
});

test("the store is told no type", async () => {
  await save();
  assert.equal(server.type, undefined);
});

test("a part that was cut off is sent again, and only that", async () => {
  server.trouble.push({ on: "PUT /store" }, { on: "PUT /store", status: 503 });
  await save();
  assertSavedOnce();
  assert.deepEqual(states, ["uploading", "retrying", "uploading", "done"]);
  assert.equal(server.count("PUT /store"), 4);
});

test("a part whose answer was lost is not sent again", async () => {
  server.trouble.push({ on: "PUT /store", lose: true });
  await save();
  assertSavedOnce();
  assert.equal(server.count("PUT /store"), 3);
});

test("an address that is out of date is asked for anew", async () => {
  server.trouble.push({ on: "PUT /store", status: 403 });
  await save();
  assertSavedOnce();
  assert.equal(server.count("POST /direct/parts"), 4);
});

test("a store that is silent is given up and tried again", async () => {
  server.trouble.push({ on: "PUT /store", hang: true });
  await save({ stall: 30 });
  assertSavedOnce();
  assert.deepEqual(states.slice(0, 2), ["uploading", "retrying"]);
});

test("what the store has thrown away before the end is sent again", async () => {
  server.trouble.push({ on: "POST /scripts", status: 404 });
  server.trouble.push({ on: "POST /scripts", status: 409 });
  const saved = save();
  await assert.rejects(saved, ({ status }) => status === 404);
  server.forget();
  states.length = 0;
  await save();
  assertSavedOnce();
});

test("going offline ends the attempt at once, coming back begins the next", async () => {
  server.trouble.push({ on: "PUT /store", hang: true });
  const saved = save();
  while (!server.count("PUT /store")) await new Promise((resolve) => setTimeout(resolve, 1));
  network.go("offline");
  while (!states.includes("retrying")) await new Promise((resolve) => setTimeout(resolve, 1));
  network.go("online");
  await saved;
  assertSavedOnce();
});

test("a take that the site refuses is failed, with its reason", async () => {
  server.trouble.push({ on: "POST /direct", status: 413 });
  await assert.rejects(save(), ({ status }) => status === 413);
  assert.deepEqual(states, ["uploading", "failed"]);
});
