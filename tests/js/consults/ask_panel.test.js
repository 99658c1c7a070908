import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { startAsking } from "../../../static/js/consults/ask_panel.js";
import { CONSULT_CHANGED } from "../../../static/js/consults/line_bar.js";
import { arrive, consult, lost, pageOf, refused } from "./cast.js";

let window;
let document;
let answer;
let posted;
let happened;

beforeEach(() => {
  window = pageOf("_ask_panel", "_ask_messages");
  document = window.document;
  Object.assign(panel().dataset, { script: "7", state: "none", api: "/api/", rooms: "/consults/{id}/" });
  happened = [];
  posted = 0;
  answer = async () => consult("new");
  startAsking({
    document,
    http: { post: () => ((posted += 1), answer()), get: async () => consult("other", { script: { id: 8 } }) },
    toast: (sentence) => happened.push(`toast ${sentence}`),
    go: (address) => happened.push(`go ${address}`),
  });
});

const panel = () => document.getElementById("ask-panel");
const button = () => document.querySelector('[data-testid="request-consult"]');
const dialog = (id) => document.getElementById(id);
const submit = () => dialog("request").querySelector("form").dispatchEvent(new window.Event("submit", { cancelable: true }));

async function ask() {
  button().click();
  submit();
  await arrive();
}

test("it asks first; yes goes to the waiting room", async () => {
  button().click();
  assert.deepEqual([dialog("request").open, posted], [true, 0]);
  submit();
  await arrive();
  assert.deepEqual([dialog("request").open, happened], [false, ["go /consults/new/"]]);
});

test("while it is asked, the page's one confirm is its yes", () => {
  assert.equal(document.querySelector('[data-testid="confirm"]'), null);
  button().click();
  assert.deepEqual([...document.querySelectorAll('[data-testid="confirm"]')], [dialog("request").querySelector("button")]);
});

test("two presses on yes ask once", async () => {
  button().click();
  submit();
  submit();
  await arrive();
  assert.deepEqual([posted, happened], [1, ["go /consults/new/"]]);
});

test("where another script is in line the way there is offered", async () => {
  answer = () => Promise.reject(refused(409, "already_open", { id: "other" }));
  await ask();
  const link = dialog("open-elsewhere").querySelector("a");
  assert.deepEqual([dialog("open-elsewhere").open, link.getAttribute("href"), happened], [true, "/consults/other/", []]);
});

test("a fault is said and it may be pressed again", async () => {
  answer = () => Promise.reject(lost());
  await ask();
  assert.equal(button().disabled, false);
  assert.match(happened[0], /^toast /);
});

test("the panel follows the consult of this script, and of no other", () => {
  const tell = (detail) => document.dispatchEvent(new window.CustomEvent(CONSULT_CHANGED, { detail }));
  tell(consult("other", { script: { id: 8 } }));
  assert.equal(panel().dataset.state, "none");
  tell(consult("mine", { state: "matched" }));
  assert.equal(panel().dataset.state, "matched");
  assert.equal(panel().querySelector("a.when-called").getAttribute("href"), "/consults/mine/");
  tell(consult("mine", { state: "cancelled" }));
  assert.equal(panel().dataset.state, "none");
});

test("the button, which the page brings disabled, can be pressed once a press is heard", () => {
  assert.equal(button().disabled, false);
});
