import assert from "node:assert/strict";
import { test } from "node:test";
import { Bar } from "../../../static/js/call/bar.js";
import { room } from "./cast.js";

test("when the call is over only the chat is left to open", () => {
  const { root, document } = room("instructor");
  const bar = new Bar(root, { media: new EventTarget(), video: document.createElement("video"), document });
  bar.enable();
  const live = () => [...root.querySelectorAll(".call-key")].filter((key) => !key.disabled);
  assert.ok(live().length > 3);
  bar.disable();
  assert.deepEqual(live().map((key) => "chatKey" in key.dataset), [true]);
});
