/** What the tests of the line stand on: a socket whose far end is the test, a server of consults, time that obeys. */
import { readFileSync } from "node:fs";
import { Window } from "happy-dom";
import { ApiError } from "../../../static/js/lib/http.js";

/** A consult as the API gives it. */
export function consult(id, fields = {}) {
  const { learner = "Mina", script = {}, ...rest } = fields;
  return {
    id,
    state: "waiting",
    script: {
      id: 7,
      topic_name: "Parks",
      topic_names: { ko: "공원", en: "Parks" },
      picture: "/static/parks.svg",
      level: "IM",
      question: "What do you do there?",
      text: "I walk there.",
      duration: 62,
      audio_url: `/api/v1/consults/${id}/audio/`,
      ...script,
    },
    learner: { nickname: learner },
    instructor: null,
    position: 1,
    instructors_online: 1,
    wait_seconds: null,
    created_at: "2026-01-01T10:00:00Z",
    ended_reason: "",
    room_url: `/consults/${id}/`,
    ...rest,
  };
}

/** A share of /ws/me/ or a ReconnectingSocket, driven by the test. */
export class FakeSocket extends EventTarget {
  state = "idle";

  open() {
    this.opened = true;
  }

  close() {
    if (this.state === "closed") return;
    this.state = "closed";
    this.say("closed", { code: 1000 });
  }

  connect() {
    this.state = "open";
    this.say("open", { again: false });
  }

  lose() {
    this.state = "waiting";
    this.say("stale");
  }

  hear(frame) {
    this.say("message", frame);
  }

  say(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** Timers that run when the test says so. */
export class Clock {
  waiting = new Map();
  #last = 0;

  setTimeout = (act) => {
    this.#last += 1;
    this.waiting.set(this.#last, act);
    return this.#last;
  };

  clearTimeout = (id) => this.waiting.delete(id);
  setInterval = this.setTimeout;
  clearInterval = this.clearTimeout;

  /** Let every pause that is under way end, and what follows of it happen. */
  async pass() {
    const due = [...this.waiting];
    for (const [id, act] of due) {
      this.waiting.delete(id);
      act();
    }
    await arrive();
  }
}

/** Let answers arrive. */
export async function arrive() {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

export const lost = () => new ApiError();
export const refused = (status, code, fields = {}) => new ApiError({ status, code, detail: `said ${code}`, ...fields });

/** Sentences that show their code and values. */
export const say = Object.assign((code, values) => (values ? `${code} ${JSON.stringify(values)}` : code), {
  knows: (code) => ["over.cancelled", "over.absent", "over.instructor_left"].includes(code),
});

/** A document with what a template of ours holds, its tags of Django taken out. */
export function pageOf(...templates) {
  const window = new Window({ url: "http://site/consults/" });
  const html = templates.map((name) => readFileSync(`templates/consults/${name}.html`, "utf8")).join("\n");
  window.document.body.innerHTML = html.replace(/\{#.*?#\}/gs, "").replace(/\{%.*?%\}|\{\{.*?\}\}/gs, "");
  return window;
}
