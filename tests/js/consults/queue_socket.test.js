import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Queue } from "../../../static/js/consults/queue.js";
import { follow } from "../../../static/js/consults/queue_socket.js";
import { Clock, FakeSocket, arrive, consult, lost } from "./cast.js";

let socket;
let clock;
let queue;
let list;
let fetched;
let told;

beforeEach(() => {
  socket = new FakeSocket();
  clock = new Clock();
  told = [];
  fetched = 0;
  list = () => [consult("a")];
  queue = new Queue(async () => {
    fetched += 1;
    return list();
  });
  const tell = (name) => (fact) => told.push(typeof fact === "object" || fact === undefined ? name : `${name} ${fact}`);
  follow(socket, queue, {
    timers: clock,
    onConnection: tell("link"),
    onOnline: tell("online"),
    onHealed: tell("healed"),
    onFault: tell("fault"),
    onEnd: tell("end"),
  }).start();
});

const line = () => queue.waiting.map(({ id }) => id).join("");
const connect = () => (socket.connect(), arrive());

test("on each connection the list is fetched", async () => {
  await connect();
  list = () => [consult("b")];
  socket.lose();
  await connect();
  assert.deepEqual([line(), told], ["b", ["link live", "healed", "link lost", "link live", "healed"]]);
});

test("frames change it without asking", async () => {
  await connect();
  socket.hear({ type: "queue.added", consult: consult("b", { position: 2 }) });
  socket.hear({ type: "queue.removed", id: "a" });
  socket.hear({ type: "queue.presence", instructors_online: 3 });
  socket.hear({ type: "queue.of_a_later_version" });
  assert.deepEqual([line(), fetched, told.at(-1)], ["b", 1, "online 3"]);
});

test("a gap in the frames is healed", async () => {
  await connect();
  list = () => [consult("a"), consult("missed")];
  socket.say("gap");
  await arrive();
  assert.equal(line(), "amissed");
});

test("without a socket the list is read with pauses, and when it is back no more", async () => {
  socket.lose();
  await clock.pass();
  await clock.pass();
  assert.deepEqual([fetched, line()], [2, "a"]);
  await connect();
  await clock.pass();
  assert.equal(fetched, 3);
});

test("a list that cannot be read is tried again, and said once", async () => {
  list = () => {
    throw lost();
  };
  await connect();
  await clock.pass();
  assert.deepEqual(told, ["link live", "fault"]);
  list = () => [consult("a")];
  await clock.pass();
  await clock.pass();
  assert.deepEqual([told.at(-1), line(), fetched], ["healed", "a", 3]);
});

test("an end for good is said: logged out, or no instructor any more", async () => {
  await connect();
  socket.close();
  await clock.pass();
  assert.deepEqual([told.slice(2), fetched], [["link ended", "end"], 1]);
});
