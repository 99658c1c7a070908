import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Window } from "happy-dom";
import { letCopy } from "../../../static/js/feedback/copy.js";

let button;
let heard;

beforeEach(() => {
  const { document } = new Window();
  document.body.innerHTML = "<button hidden></button>";
  button = document.querySelector("button");
  heard = {};
  heard.promise = new Promise((resolve) => {
    heard.resolve = resolve;
  });
});

test("the text as it is at the click is copied", async () => {
  let text = "before";
  const copied = [];
  letCopy(button, () => text, heard.resolve, { writeText: async (value) => copied.push(value) });
  assert.equal(button.hidden, false);
  text = "after";
  button.click();
  assert.equal(await heard.promise, "copied");
  assert.deepEqual(copied, ["after"]);
});

test("a browser that does not allow it is told of", async () => {
  letCopy(button, () => "text", heard.resolve, { writeText: () => Promise.reject(new Error("denied")) });
  button.click();
  assert.equal(await heard.promise, "uncopied");
});

test("so is one without a clipboard", async () => {
  letCopy(button, () => "text", heard.resolve, null);
  button.click();
  assert.equal(await heard.promise, "uncopied");
});
