import { readFileSync, readdirSync } from "node:fs";
import { Window } from "happy-dom";
import { Backoff } from "../../../static/js/lib/backoff.js";
import { byTestId, readMessages } from "../../../static/js/lib/dom.js";
import { Http } from "../../../static/js/lib/http.js";
import { Microphone } from "../../../static/js/record/microphone.js";
import { RecordPage } from "../../../static/js/record/page.js";
import { QuestionPlayer } from "../../../static/js/record/question_player.js";
import { Recorder } from "../../../static/js/record/recorder.js";
import { Uploader } from "../../../static/js/record/uploader.js";
import { FakeMediaRecorder, FakeStream, fakeNetwork } from "./fakes.js";
import { render } from "./template.js";
import { fetchStack } from "./tus_server.js";

export const QUESTION = {
  id: 12, topic: "camping", topic_name: "Camping", level: "IM", type: "T06", text: "How do you prepare for a camping trip?",
  text_ko: "캠핑은 어떻게 준비하세요?", hint: "Name the place and what you pack.",
  audio_url: "/api/v1/questions/12/audio/",
};
const topics = (...slugs) => slugs.map((slug) => ({ slug, name: slug[0].toUpperCase() + slug.slice(1), picture_url: `/static/${slug}.svg` }));
const CONTEXT = {
  categories: [
    { slug: "leisure", name: "Leisure", picture_url: "/static/leisure.svg", topics: topics("camping", "parks") },
    { slug: "sports", name: "Sports", picture_url: "/static/sports.svg", topics: topics("golf", "yoga", "jogging") },
  ],
  levels: ["IL", "IM", "IH", "AL"].map((value) => ({ value, label: value, hint: `About ${value}` })),
};
const PARTS = ["new"];

/** An audio element that plays at once, or not at all. */
export class FakeAudio extends EventTarget {
  isPlaying = false;
  isBroken = false;
  src = "";

  async play() {
    if (this.isBroken) throw new DOMException("no source", "NotSupportedError");
    this.isPlaying = true;
  }

  pause() {
    this.isPlaying = false;
  }

  removeAttribute() {
    this.src = "";
  }

  end() {
    this.isPlaying = false;
    this.dispatchEvent(new Event("ended"));
  }
}

/** The record page in a browser of ours, in front of `server` (a TusServer) and `vault`. */
export class Visit {
  visited = [];
  asked = [];
  question = QUESTION;
  microphoneAnswers = [];

  constructor({ server, vault = null, config = {}, userAgent = "Chrome" }) {
    const dom = new Window({ url: "https://opick.example/scripts/new/" });
    this.document = dom.document;
    this.document.body.innerHTML = PARTS.map((name) => render(`scripts/${name}.html`, CONTEXT)).join("");
    this.root = this.document.getElementById("record");
    this.window = this.#browser(dom, userAgent);
    this.say = readMessages(this.document, "record-messages");
    this.audio = new FakeAudio();
    this.config = {
      user_id: 1, show_question_text: false, max_seconds: 900, tone_seconds: 120,
      urls: { ...server.urls, random: "https://opick.example/api/v1/questions/random/", script_page: "/scripts/{id}/" }, ...config,
    };
    this.page = new RecordPage(this.root, this.#parts(server, vault));
  }

  at(testId) {
    return byTestId(this.root, testId);
  }

  press(testId) {
    this.at(testId).click();
  }

  pick(testId) {
    const input = this.at(testId).querySelector("input");
    input.checked = true;
    input.dispatchEvent(new this.window.dom.Event("change", { bubbles: true }));
  }

  /** Wait until the page is in `state`; the runner's own timeout ends a vain wait. */
  async until(condition) {
    const isSo = typeof condition === "string" ? () => this.root.dataset.state === condition : condition;
    while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 1));
  }

  async listen() {
    this.pick("topic-camping");
    this.pick("level-IM");
    this.press("start");
    await this.until("listening");
  }

  async record(sound = "answer") {
    await this.listen();
    this.press("record");
    await this.until("recording");
    FakeMediaRecorder.last.hear(sound);
    this.clock += 3000;
    await this.until(() => this.at("running-time").textContent === "0:03");
  }

  async review(sound) {
    await this.record(sound);
    this.press("stop");
    await this.until("reviewing");
  }

  /** Whatever still records is stopped, as when the page is left. */
  leave() {
    this.window.dispatchEvent(new Event("pagehide"));
  }

  notice() {
    const notice = this.root.querySelector('[data-part="notice"]');
    return notice.hidden ? "" : notice.textContent;
  }

  clock = 0;

  #browser(dom, userAgent) {
    const navigator = {
      userAgent, vendor: "", onLine: true, clipboard: { writeText: async (words) => (this.copied = words) },
      mediaDevices: {
        getUserMedia: async () => {
          const answer = this.microphoneAnswers.shift() ?? (this.stream = new FakeStream());
          if (answer instanceof Error) throw answer;
          return answer;
        },
        enumerateDevices: async () => [],
      },
    };
    return Object.assign(new EventTarget(), {
      dom, navigator, document: dom.document, isSecureContext: true, MediaRecorder: FakeMediaRecorder, crypto: globalThis.crypto,
      performance: globalThis.performance, requestAnimationFrame: () => 1, cancelAnimationFrame: () => {}, scrollTo: () => {},
      location: { href: dom.location.href, assign: (url) => this.visited.push(url), reload: () => this.visited.push("reload") },
      URL: { createObjectURL: () => "blob:take", revokeObjectURL: () => {} },
    });
  }

  #parts(server, vault) {
    const network = fakeNetwork();
    const ask = async (url, options) => {
      if (!url.startsWith(this.config.urls.random)) return fetch(url, options);
      this.asked.push(Object.fromEntries(new URL(url).searchParams));
      return this.question instanceof Response ? this.question : Response.json(this.question);
    };
    const http = new Http({ document: { cookie: "csrftoken=t" }, fetch: ask });
    return {
      config: this.config, http, vault, window: this.window, say: this.say,
      microphone: new Microphone({ window: this.window }),
      player: new QuestionPlayer({ audio: this.audio }),
      uploader: new Uploader({
        http, urls: this.config.urls, userId: 1, network, backoff: new Backoff({ first: 2, limit: 4 }), transfer: { httpStack: fetchStack },
      }),
      wakeLock: { hold: () => (this.isAwake = true), release: () => (this.isAwake = false) },
      playTone: () => (this.toned = true),
      newRecorder: (stream) => new Recorder({
        stream, MediaRecorder: FakeMediaRecorder, mimeType: "audio/webm;codecs=opus", maxSeconds: 900, toneSeconds: 120, now: () => this.clock,
      }),
    };
  }
}

/** The text of all the page's modules. */
export function readSources() {
  const folder = new URL("../../../static/js/record/", import.meta.url);
  return readdirSync(folder).map((name) => readFileSync(new URL(name, folder), "utf8")).join("\n");
}
