import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Asking } from "../../../static/js/consults/asking.js";
import { consult, lost, refused } from "./cast.js";

let posted;
let answer;
let asking;

beforeEach(() => {
  posted = 0;
  answer = async () => consult("new");
  const http = {
    async post(url, body) {
      assert.deepEqual([url, body], ["/api/consults/", { script: 7 }]);
      posted += 1;
      return answer();
    },
    async get(url) {
      return { "/api/consults/same/": consult("same"), "/api/consults/other/": consult("other", { script: { id: 8 } }) }[url];
    },
  };
  asking = new Asking(http, { consults: "/api/consults/", rooms: "/consults/{id}/" });
});

const refuse = (error) => async () => {
  throw error;
};

test("what is asked for has a room", async () => {
  assert.deepEqual(await asking.ask(7), { room: "/consults/new/" });
});

test("a double click asks once", async () => {
  const answers = await Promise.all([asking.ask(7), asking.ask(7)]);
  assert.deepEqual([posted, answers], [1, [{ room: "/consults/new/" }, null]]);
});

test("the request of an answer that was lost is found again", async () => {
  answer = refuse(refused(409, "already_open", { id: "same" }));
  assert.deepEqual(await asking.ask(7), { room: "/consults/same/" });
});

test("another script's request is named, not entered", async () => {
  answer = refuse(refused(409, "already_open", { id: "other" }));
  assert.deepEqual(await asking.ask(7), { elsewhere: "/consults/other/" });
});

test("every other fault comes back, and it may be asked again", async () => {
  answer = refuse(lost());
  assert.equal((await asking.ask(7)).error.status, 0);
  answer = async () => consult("new");
  assert.deepEqual(await asking.ask(7), { room: "/consults/new/" });
});
