import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Stage } from "../../../static/js/call/stage.js";
import { Timers, room, say, settle } from "./cast.js";

let root;
let stage;
let plays;
let timers;

class Stream {
  constructor(tracks) {
    this.tracks = tracks;
  }
  getVideoTracks() {
    return this.tracks;
  }
}

beforeEach(() => {
  const page = room();
  root = page.root.querySelector("[data-stage]");
  plays = async () => {};
  for (const video of root.querySelectorAll("video")) {
    Object.defineProperty(video, "srcObject", { writable: true, value: null });
    video.play = () => plays();
  }
  timers = new Timers();
  const { setTimeout, clearTimeout } = timers;
  stage = new Stage(root, { window: { MediaStream: Stream, setTimeout, clearTimeout } });
});

const track = (facts) => Object.assign(new EventTarget(), { muted: false, ...facts });
const remote = () => root.querySelector('[data-testid="remote-video"]');

test("sound and picture of the other are one stream, the screen another", () => {
  const [mic, camera, screen] = [track(), track(), track()];
  stage.take({ kind: "mic", track: mic });
  stage.take({ kind: "camera", track: camera });
  stage.take({ kind: "screen", track: screen });
  assert.deepEqual(remote().srcObject.tracks, [mic, camera]);
  assert.deepEqual(root.querySelector("[data-remote-screen]").srcObject.tracks, [screen]);
});

test("a picture is shown only while it comes, is said to be on, and the line stands", () => {
  const camera = track({ muted: true });
  stage.isHere = true;
  stage.take({ kind: "camera", track: camera });
  assert.equal(root.dataset.remote, "off");
  camera.muted = false;
  camera.dispatchEvent(new Event("unmute"));
  assert.equal(root.dataset.remote, "on");
  stage.hear({ mic: true, camera: false, screen: false });
  assert.equal(root.dataset.remote, "off");
  stage.hear({ mic: false, camera: true, screen: false });
  assert.equal(root.dataset.remote, "on");
  assert.equal(root.querySelector("[data-remote-muted]").hidden, false);
  stage.isHere = false;
  assert.equal(root.dataset.remote, "off");
});

test("what a peer says of itself is taken as yes only where it is yes", () => {
  stage.isHere = true;
  stage.take({ kind: "screen", track: track() });
  stage.hear({ mic: "yes", camera: {}, screen: 1 });
  assert.equal(root.dataset.sharing, "off");
  stage.hear({ mic: true, camera: true, screen: true });
  assert.equal(root.dataset.sharing, "on");
});

test("sound that the browser holds back is one press away", async () => {
  plays = async () => {
    throw Object.assign(new Error("no"), { name: "NotAllowedError" });
  };
  stage.take({ kind: "mic", track: track() });
  await settle();
  const button = root.querySelector("[data-hear]");
  assert.equal(button.hidden, false);
  plays = async () => {};
  button.click();
  await settle();
  assert.equal(button.hidden, true);
});

test("the quality has a word beside its colour", () => {
  stage.showQuality({ level: "poor" }, say);
  const sign = root.querySelector('[data-testid="quality"]');
  assert.deepEqual([sign.dataset.state, sign.getAttribute("aria-label")], ["poor", "quality.poor"]);
});

test("the shared screen can be had large, and a word about the devices goes by itself", () => {
  const asked = [];
  const screen = root.querySelector("[data-remote-screen]");
  screen.requestFullscreen = async () => asked.push("large");
  root.querySelector("[data-enlarge]").click();
  assert.deepEqual(asked, ["large"]);
  stage.problem("no camera");
  const line = root.querySelector("[data-problem]");
  assert.deepEqual([line.hidden, line.textContent], [false, "no camera"]);
  timers.run();
  assert.equal(line.hidden, true);
});
