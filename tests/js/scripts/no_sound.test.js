import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { tellWhenSilent } from "../../../static/js/scripts/no_sound.js";
import { Player } from "../../../static/js/scripts/player.js";
import { Frames, Sound } from "./cast.js";

let sound;
let player;
let shown;
let answer;

beforeEach(() => {
  sound = new Sound();
  player = new Player(sound, 60, new Frames());
  shown = [];
  const show = (text) => {
    const note = { text, isConnected: true, remove: () => (note.isConnected = false) };
    shown.push(note);
    return note;
  };
  tellWhenSilent(player, sound, (word) => word, { show, fetch: async () => answer() });
});

/** All that is being asked has been answered. */
const settled = () => new Promise(setImmediate);
const visible = () => shown.filter((note) => note.isConnected).map((note) => note.text);

test("a store that is away is said in the server's words, once, until something is heard", async () => {
  answer = () => Response.json({ detail: "Please try again in a moment.", code: "unavailable" }, { status: 503 });
  sound.fail(4);
  sound.fail(4);
  await settled();
  assert.deepEqual(visible(), ["Please try again in a moment."]);
  sound.dispatchEvent(new Event("playing"));
  assert.deepEqual(visible(), []);
  sound.fail(4);
  await settled();
  assert.equal(shown.length, 2);
});

test("what the server has and the browser cannot play, or nobody knows of, is said in ours", async () => {
  const throws = () => {
    throw new TypeError("offline");
  };
  for (answer of [() => new Response("x", { status: 200 }), () => Response.error(), throws]) {
    sound.fail(4);
    await settled();
    assert.deepEqual(visible(), ["no_sound"]);
    shown[shown.length - 1].remove();
  }
});
