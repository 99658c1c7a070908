/** What the tests of the script pages stand on: the far end of fetch and of the socket, a media element, sentences. */

/** One script on a server, behind `fetch`, with the API's rule: who edits an older version is told 409. */
export class Server {
  calls = [];
  /** Called before each answer: throw to lose the request, return a Response to answer otherwise. */
  before = () => null;
  after = () => null;

  constructor(script) {
    this.script = { id: 7, state: "done", text: "One two.", words: [], updated_at: "v1", ...script };
  }

  /** Somebody else saves. */
  change(text) {
    Object.assign(this.script, { text, updated_at: `v${Number(this.script.updated_at.slice(1)) + 1}` });
  }

  fetch = async (url, options) => {
    this.calls.push(`${options.method} ${url}`);
    const instead = await this.before(options);
    if (instead) return instead;
    const answer = options.method === "PATCH" ? this.#patch(JSON.parse(options.body)) : Response.json(this.script);
    this.after(options);
    return answer;
  };

  #patch({ text, updated_at: seen }) {
    if (seen !== this.script.updated_at) {
      return Response.json({ detail: "Changed elsewhere.", code: "edit_conflict" }, { status: 409 });
    }
    this.change(text);
    return Response.json(this.script);
  }
}

/** A websocket whose other end is the test. */
export class Line extends EventTarget {
  static made = [];

  constructor() {
    super();
    Line.made.push(this);
  }

  static get last() {
    return Line.made.at(-1);
  }

  send() {}

  close() {}

  accept() {
    this.dispatchEvent(new Event("open"));
  }

  say(frame) {
    this.dispatchEvent(Object.assign(new Event("message"), { data: JSON.stringify(frame) }));
  }

  drop(code = 1006) {
    this.dispatchEvent(Object.assign(new Event("close"), { code }));
  }
}

/** A media element as browsers do it: `play` may be refused, `duration` is Infinity for a recorder's file. */
export class Sound extends EventTarget {
  paused = true;
  ended = false;
  currentTime = 0;
  duration = Infinity;
  playbackRate = 1;
  defaultPlaybackRate = 1;
  refusal = null;
  source = "/raw";

  getAttribute() {
    return this.source;
  }

  setAttribute(_name, source) {
    this.source = source;
    this.currentTime = 0;
    this.ended = false;
    this.playbackRate = this.defaultPlaybackRate;
  }

  readyState = 1;
  error = null;
  loads = 0;

  load() {
    this.loads += 1;
    this.paused = true;
    this.currentTime = 0;
    this.error = null;
  }

  fail(code) {
    this.error = { code };
    this.dispatchEvent(new Event("error"));
  }

  async play() {
    if (this.refusal) throw Object.assign(new Error("refused"), { name: this.refusal });
    this.paused = false;
    this.ended = false;
    this.dispatchEvent(new Event("play"));
  }

  pause() {
    this.paused = true;
    this.dispatchEvent(new Event("pause"));
  }

  end() {
    this.ended = true;
    this.paused = true;
    this.dispatchEvent(new Event("ended"));
  }
}

/** Frames that come when the test says so. */
export class Frames {
  waiting = null;

  requestAnimationFrame(act) {
    this.waiting = act;
    return 1;
  }

  cancelAnimationFrame() {
    this.waiting = null;
  }

  next() {
    const act = this.waiting;
    this.waiting = null;
    act?.();
    return Boolean(act);
  }
}

/** Session storage. */
export class Shelf extends Map {
  getItem(key) {
    return this.get(key) ?? null;
  }

  setItem(key, value) {
    if (this.isFull) throw new Error("QuotaExceededError");
    this.set(key, value);
  }

  removeItem(key) {
    this.delete(key);
  }
}

/** Sentences that show their code and values. */
export const say = Object.assign((code, values) => (values ? `${code} ${JSON.stringify(values)}` : code), {
  knows: (code) => code !== "failed.new_code",
});
