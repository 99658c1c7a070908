import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { ChatPanel } from "../../../static/js/call/chat_panel.js";
import { emit, room } from "./cast.js";

let page;
let chat;
let noticed;

beforeEach(() => {
  page = room();
  globalThis.getComputedStyle = () => ({ position: "fixed" });
  noticed = [];
  chat = Object.assign(new EventTarget(), {
    isOpen: true,
    messages: [],
    say: (text) => hear({ id: String(chat.messages.length), from: "instructor", at: 1000, text: text.trim() }),
  });
  new ChatPanel(page.root, { chat, role: "instructor", notice: (code) => noticed.push(code) });
});

function hear(message) {
  chat.messages.push(message);
  chat.messages.sort((one, other) => one.at - other.at);
  emit(chat, "message", message);
  return message;
}

const shown = () => [...page.document.querySelectorAll(".chat-message [data-text]")].map((each) => each.textContent);
const unread = () => page.root.querySelector("[data-unread]");
const input = () => page.root.querySelector("textarea");

function key(facts) {
  const event = new page.window.KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...facts });
  input().dispatchEvent(event);
  return event.defaultPrevented;
}

test("markup that the other sends is text", () => {
  hear({ id: "a", from: "learner", at: 1, text: "<img src=x onerror=alert(1)>" });
  assert.deepEqual(shown(), ["<img src=x onerror=alert(1)>"]);
  assert.equal(page.document.querySelector(".chat-message img"), null);
});

test("Enter sends, Shift+Enter does not, and neither does the Enter that ends a Hangul syllable", () => {
  input().value = "안녕";
  assert.equal(key({ isComposing: true }), false);
  assert.equal(key({ shiftKey: true }), false);
  assert.deepEqual(shown(), []);
  assert.equal(key({}), true);
  assert.deepEqual(shown(), ["안녕"]);
  assert.equal(input().value, "");
});

test("a message that came late stands where it was said, once", () => {
  hear({ id: "b", from: "learner", at: 20, text: "second" });
  const first = hear({ id: "a", from: "learner", at: 10, text: "first" });
  emit(chat, "message", first);
  assert.deepEqual(shown(), ["first", "second"]);
});

test("what was not seen is counted until the chat is opened", () => {
  hear({ id: "a", from: "learner", at: 1, text: "one" });
  hear({ id: "b", from: "learner", at: 2, text: "two" });
  assert.deepEqual([unread().hidden, unread().textContent], [false, "2"]);
  page.root.querySelector("[data-chat-key]").click();
  assert.deepEqual([unread().hidden, page.root.dataset.panel], [true, "chat"]);
  hear({ id: "c", from: "learner", at: 3, text: "three" });
  assert.equal(unread().hidden, true);
});

test("the sender is told when the message has to wait", () => {
  chat.isOpen = false;
  input().value = "hello";
  key({});
  assert.deepEqual(noticed, ["chat_unsent"]);
});

test("what is too long for one message stays for the next", () => {
  input().removeAttribute("maxlength"); // a program may fill in more than a person can type
  input().value = `${"a".repeat(2000)}b`;
  key({});
  assert.deepEqual([shown().map((each) => each.length), input().value], [[2000], "b"]);
});

test("what the log has forgotten leaves the page", () => {
  hear({ id: "a", from: "learner", at: 1, text: "first" });
  hear({ id: "b", from: "learner", at: 2, text: "second" });
  chat.messages.shift();
  hear({ id: "c", from: "learner", at: 3, text: "third" });
  assert.deepEqual(shown(), ["second", "third"]);
});
