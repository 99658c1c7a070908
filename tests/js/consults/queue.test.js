import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Queue, fetchPages } from "../../../static/js/consults/queue.js";
import { arrive, consult, lost } from "./cast.js";

let answers;
let queue;
let changes;

beforeEach(() => {
  answers = [];
  changes = [];
  queue = new Queue(() => new Promise((resolve, reject) => answers.push({ resolve, reject })));
  queue.addEventListener("change", ({ detail: { added, removed } }) => changes.push([ids(added), ids(removed)]));
});

const ids = (line) => line.map(({ id }) => id).join("");
const line = () => ids(queue.waiting);

async function fetched(...found) {
  const done = queue.refresh();
  answers.at(-1).resolve(found);
  await done;
}

test("what is fetched is the line; an own consult that is open is not in it", async () => {
  await fetched(consult("a"), consult("b", { position: 2 }), consult("mine", { state: "in_progress" }));
  assert.deepEqual([line(), queue.own.id, changes], ["ab", "mine", [["ab", ""]]]);
});

test("frames change it at once, at the place that the server names", async () => {
  await fetched(consult("a"), consult("b"));
  queue.add(consult("c", { position: 3 }));
  queue.add(consult("first", { position: 1 }));
  queue.add(consult("first", { position: 1 }));
  assert.equal(line(), "firstabc");
  queue.remove("a");
  queue.remove("a");
  assert.equal(line(), "firstbc");
});

test("a place beyond the end, or none, is the end", () => {
  queue.add(consult("a", { position: 9 }));
  queue.add(consult("b", { position: null }));
  assert.equal(line(), "ab");
});

test("who came while the list was on its way stays in it", async () => {
  const done = queue.refresh();
  queue.add(consult("new", { position: 2 }));
  answers[0].resolve([consult("a")]);
  await done;
  assert.equal(line(), "anew");
});

test("who left while the list was on its way does not come back, and the list is fetched once more", async () => {
  queue.add(consult("a"));
  const done = queue.refresh();
  queue.remove("a");
  answers[0].resolve([consult("a"), consult("b")]);
  await arrive();
  assert.deepEqual([line(), answers.length], ["b", 2]);
  answers[1].resolve([consult("b"), consult("skipped")]);
  await done;
  assert.equal(line(), "bskipped");
});

test("a late frame of one who has left changes nothing", () => {
  queue.remove("a");
  queue.add(consult("a"));
  assert.equal(line(), "");
});

test("asking twice at once fetches one after the other, not side by side", async () => {
  const done = Promise.all([queue.refresh(), queue.refresh()]);
  assert.equal(answers.length, 1);
  answers[0].resolve([consult("a")]);
  await arrive();
  answers[1].resolve([consult("b")]);
  await done;
  assert.deepEqual([line(), answers.length], ["b", 2]);
});

test("a fetch that fails leaves the line as it is, and the next may succeed", async () => {
  queue.add(consult("a"));
  const done = queue.refresh();
  answers[0].reject(lost());
  await assert.rejects(done, { status: 0 });
  assert.equal(line(), "a");
  await fetched(consult("b"));
  assert.equal(line(), "b");
});

test("every page of the list is read, by its path", async () => {
  const pages = {
    "/api/?page_size=100": { results: [consult("a"), consult("b")], next: "http://inside:8000/api/?page=2&page_size=100" },
    "/api/?page=2&page_size=100": { results: [consult("b"), consult("c")], next: null },
  };
  assert.equal(ids(await fetchPages(async (address) => pages[address], "/api/")), "abc");
});
