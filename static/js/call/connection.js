import { Beat } from "./beat.js";
import { Keeper } from "./keeper.js";
import { Link } from "./link.js";
import { Meeting } from "./meeting.js";
import { Pace } from "./pace.js";
import { Rounds } from "./rounds.js";

/**
 * The way to the other page, over as many peer connections (rounds) as it takes. `close` leaves `signal` to its owner.
 *
 * `state` is idle, connecting, connected, reconnecting, failed (in vain for long; still trying) or ended.
 * Events: `state`, `track` ({kind, track}, anew in each round), `peer` ({present}: the other's socket), `round` ({round,
 * fresh}: fresh when the other's page is another one).
 */
export class Connection extends EventTarget {
  isPolite = true;
  #signal;
  #rounds;
  #links = { control: new Link("control"), chat: new Link("chat"), script: new Link("script") };
  #tracks = { mic: null, camera: null, screen: null };
  #pace;
  #beat;
  #meeting;
  #keeper;

  /** `ice` promises an RTCConfiguration, anew for each round; `page` is a random word of this page. */
  constructor({ signal, ice, page, RTCPeerConnection = globalThis.RTCPeerConnection, MediaStream = globalThis.MediaStream,
    timers = globalThis, now = () => performance.now() }) {
    super();
    this.#signal = signal;
    const clock = { timers, now };
    this.#rounds = new Rounds({ ice, RTCPeerConnection, MediaStream, links: this.#links, tracks: this.#tracks });
    this.#pace = new Pace({ send: (data) => signal.send(data), ...clock });
    this.#beat = new Beat({ link: this.#links.control, ...clock });
    this.#meeting = new Meeting({ page, open: this.#open, post: (data) => this.#pace.post(data) });
    this.#keeper = new Keeper({ meeting: this.#meeting, signal, beat: this.#beat, ...clock });
    this.#follow();
  }

  get state() {
    return this.#keeper.state;
  }

  get role() {
    return this.#meeting.role;
  }

  start() {
    if (this.state === "idle") this.#keeper.start();
  }

  /** Leave for good. Safe to call twice, and at any time. */
  close() {
    if (this.state === "ended") return;
    this.#meeting.drop();
    this.#pace.clear();
    this.#beat.stop();
    this.#keeper.stop();
  }

  /** Send `track` as `kind` ("mic", "camera", "screen") from now on and in later rounds; null sends nothing. */
  async replace(kind, track) {
    if (!Object.hasOwn(this.#tracks, kind)) throw new RangeError(`no such kind: ${kind}`);
    this.#tracks[kind] = track ?? null;
    await this.#meeting.round?.put(kind);
  }

  /** The Link `name`: "control", "chat" or "script". */
  link(name) {
    return this.#links[name];
  }

  /** A report of the present peer connection, or null. */
  stats = async () => (await this.#meeting.round?.stats()) ?? null;

  /** Find new ways to the other. Servers are asked for anew: what opens the old ones may have expired. */
  async restart() {
    const { round } = this.#meeting;
    if (!round) return void (this.state !== "ended" && this.#meeting.hello());
    const servers = round.isMet ? await this.#rounds.servers() : null;
    if (round === this.#meeting.round) round.restart(servers);
  }

  #follow() {
    const on = (source, type, act) => source.addEventListener(type, ({ detail }) => this.state === "ended" || act(detail));
    on(this.#signal, "welcome", (detail) => {
      this.isPolite = detail.polite !== false;
      this.#meeting.welcome(detail);
    });
    on(this.#signal, "joined", () => {
      this.#meeting.present(true);
      this.#meeting.meet();
    });
    on(this.#signal, "left", () => this.#meeting.present(false));
    on(this.#signal, "gap", () => this.#meeting.meet());
    on(this.#signal, "signal", (data) => this.#meeting.hear(data));
    for (const type of ["up", "down", "joined", "left"]) on(this.#signal, type, () => this.#keeper.look());
    on(this.#beat, "heard", () => this.#keeper.look());
    on(this.#beat, "heard", () => (this.#meeting.isDoubtful = false));
    on(this.#meeting, "peer", (detail) => this.#tell("peer", detail));
    on(this.#meeting, "begun", () => this.#keeper.begun());
    on(this.#meeting, "round", (detail) => this.#tell("round", detail));
    on(this.#keeper, "restart", () => this.restart());
    on(this.#keeper, "renew", () => this.#meeting.begin());
    this.#keeper.addEventListener("state", () => this.#tell("state"));
    for (const link of Object.values(this.#links)) on(link, "fault", () => this.#lose(this.#meeting.round));
  }

  #open = (isMaker) => this.#rounds.servers().then(() => () => this.#make(isMaker));

  #make(isMaker) {
    const round = this.#rounds.make(isMaker);
    round?.addEventListener("track", ({ detail }) => this.#tell("track", detail));
    round?.addEventListener("change", () => this.#keeper.look());
    round?.addEventListener("broken", () => this.#lose(round));
    return round;
  }

  #lose(round) {
    if (!round || round !== this.#meeting.round) return;
    this.#meeting.drop();
    this.#keeper.look();
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
