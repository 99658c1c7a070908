import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { ConsultWatch } from "../../../static/js/consults/watch.js";
import { Clock, FakeSocket, arrive, consult, lost, refused } from "./cast.js";

let socket;
let clock;
let answer;
let fetched;
let seen;
let links;

beforeEach(() => {
  socket = new FakeSocket();
  clock = new Clock();
  fetched = 0;
  seen = [];
  links = [];
  answer = () => consult("a", { position: 2 });
  const watch = new ConsultWatch("a", {
    socket,
    timers: clock,
    fetchConsult: async () => {
      fetched += 1;
      return answer();
    },
  });
  watch.addEventListener("change", ({ detail }) => seen.push(detail && `${detail.state} ${detail.position}`));
  watch.addEventListener("link", ({ detail }) => links.push(detail));
  watch.start();
});

const hint = (frame) => socket.hear({ type: "consult.updated", id: "a", state: "waiting", ...frame });
const connect = () => (socket.connect(), arrive());

test("each connection fetches: a hint may have been missed", async () => {
  await connect();
  socket.lose();
  await connect();
  assert.deepEqual([seen, links], [["waiting 2", "waiting 2"], ["open", "lost", "open"]]);
});

test("a new place is shown at once; the rest is fetched a moment later, once for many hints", async () => {
  await connect();
  hint({ position: 1 });
  hint({ position: 1 });
  assert.deepEqual([seen.slice(1), fetched], [["waiting 1", "waiting 1"], 1]);
  await clock.pass();
  assert.equal(fetched, 2);
});

test("a new state is fetched at once", async () => {
  await connect();
  answer = () => consult("a", { state: "matched", position: null });
  hint({ state: "matched", position: null });
  await arrive();
  assert.equal(seen.at(-1), "matched null");
});

test("hints of other consults and of scripts are not for it", async () => {
  await connect();
  hint({ id: "b", state: "matched" });
  socket.hear({ type: "script.updated", id: "a", state: "done" });
  await arrive();
  assert.equal(fetched, 1);
});

test("without a socket it asks with pauses, until the socket is back", async () => {
  socket.lose();
  await clock.pass();
  await clock.pass();
  assert.equal(fetched, 2);
  await connect();
  await clock.pass();
  assert.equal(fetched, 3);
});

test("a lost request is made up for by the next", async () => {
  answer = () => {
    throw lost();
  };
  socket.lose();
  await clock.pass();
  assert.deepEqual(seen, []);
  answer = () => consult("a", { position: 2 });
  await clock.pass();
  assert.deepEqual(seen, ["waiting 2"]);
});

test("what is over, or gone, is not followed any more", async () => {
  answer = () => {
    throw refused(404, "not_found");
  };
  await connect();
  assert.deepEqual([seen, socket.state, links], [[null], "closed", ["open"]]);
});

test("a socket that ends for good is told: the person is logged out", () => {
  socket.close();
  assert.deepEqual(links, ["ended"]);
});
