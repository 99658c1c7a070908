import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Window } from "happy-dom";
import { ApiError } from "../../../static/js/lib/http.js";
import { PAUSE, WaitingPanel } from "../../../static/js/staff/waiting.js";

const PAGE = `
  <section data-waiting="/waiting/" data-state="still">
    <b data-total>0</b><b data-online>0</b><span data-lost hidden></span>
    <p data-none></p>
    <div data-some hidden><table><tbody data-rows></tbody></table></div>
    <template></template>
  </section>`;

let document;
let panel;
let answer;
let asked;
let alarms;
let visible;

beforeEach(() => {
  document = new Window().document;
  document.body.innerHTML = PAGE;
  visible = "visible";
  Object.defineProperty(document, "visibilityState", { get: () => visible });
  panel = document.querySelector("section");
  panel.querySelector("template").content.append(blank());
  asked = [];
  alarms = new Map();
  const timers = {
    setTimeout: (act, pause) => alarms.set(act, pause) && act,
    clearTimeout: (act) => alarms.delete(act),
  };
  const get = async (address) => {
    asked.push(address);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  new WaitingPanel(panel, { get, document, timers }).start();
});

/** The row of the page's template: happy-dom does not read one from a text. */
function blank() {
  const element = document.createElement("tr");
  for (const name of ["position", "learner", "topic", "level", "waited"]) {
    const part = document.createElement(name === "learner" ? "a" : "td");
    part.dataset.part = name;
    element.append(part);
  }
  return element;
}

const row = (learner, fields = {}) => ({
  url: `/consult/${learner}/`,
  position: 1,
  learner,
  topic: "Parks",
  level: "IM",
  waited: "3 min 2 s",
  long: false,
  ...fields,
});
const line = (...rows) => ({ rows, total: rows.length, online: 2 });
const rows = () => [...panel.querySelectorAll("tr")].map((each) => [...each.children].map((part) => part.textContent).join("|"));

/** Let the pause be over, and what is asked be answered. */
async function pass() {
  const [[act, pause]] = alarms;
  alarms.clear();
  act();
  await new Promise(setImmediate);
  return pause;
}

test("it shows who waits, with text as text", async () => {
  answer = line(row("<b>Mina</b>"), row("Jun", { position: 2, long: true }));
  assert.equal(await pass(), PAUSE);
  assert.deepEqual(asked, ["/waiting/"]);
  assert.deepEqual(rows(), ["1|<b>Mina</b>|Parks|IM|3 min 2 s", "2|Jun|Parks|IM|3 min 2 s"]);
  assert.equal(panel.querySelector("tr b"), null);
  assert.equal(panel.querySelectorAll("a")[1].getAttribute("href"), "/consult/Jun/");
  assert.deepEqual(
    [...panel.querySelectorAll("tr")].map((each) => each.classList.contains("waits-long")),
    [false, true],
  );
  assert.deepEqual([panel.dataset.state, panel.querySelector("[data-total]").textContent], ["live", "2"]);
  assert.deepEqual([panel.querySelector("[data-none]").hidden, panel.querySelector("[data-some]").hidden], [true, false]);
});

test("who leaves is gone, and nobody is said to wait when the line is empty", async () => {
  answer = line(row("Mina"), row("Jun"));
  await pass();
  const [kept] = panel.querySelectorAll("a");
  answer = line(row("Mina", { waited: "4 minutes" }));
  await pass();
  assert.deepEqual([rows().length, panel.querySelector("a") === kept], [1, true]);
  answer = line();
  await pass();
  assert.deepEqual([rows().length, panel.querySelector("[data-none]").hidden], [0, false]);
});

test("a fault is said, the list stays, and the next answer takes it back", async () => {
  answer = line(row("Mina"));
  await pass();
  answer = new ApiError({ status: 503 });
  await pass();
  assert.deepEqual([panel.dataset.state, panel.querySelector("[data-lost]").hidden, rows().length], ["lost", false, 1]);
  answer = line();
  await pass();
  assert.deepEqual([panel.dataset.state, panel.querySelector("[data-lost]").hidden], ["live", true]);
});

for (const fault of [{ status: 403 }, { status: 200, code: "unreadable" }]) {
  test(`who may no longer look asks no more: ${JSON.stringify(fault)}`, async () => {
    answer = new ApiError(fault);
    await pass();
    assert.deepEqual([panel.dataset.state, alarms.size], ["ended", 0]);
    document.dispatchEvent(new document.defaultView.Event("visibilitychange"));
    assert.equal(asked.length, 1);
  });
}

test("a page that nobody looks at asks nothing, and at once when somebody does again", async () => {
  answer = line();
  visible = "hidden";
  await pass();
  assert.deepEqual([asked.length, alarms.size], [0, 0]);
  visible = "visible";
  document.dispatchEvent(new document.defaultView.Event("visibilitychange"));
  await new Promise(setImmediate);
  assert.deepEqual([asked.length, alarms.size], [1, 1]);
});
