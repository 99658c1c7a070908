import { byTestId, readJson, readMessages, setState } from "../lib/dom.js";
import { socketUrl } from "../lib/frames.js";
import { Http } from "../lib/http.js";
import { ReconnectingSocket } from "../lib/socket.js";
import { WakeLock } from "../record/wake_lock.js";
import { DRAFT_PREFIX } from "../site/logout.js";
import { toast } from "../site/toasts.js";
import { AskAgain } from "./again.js";
import { Bar } from "./bar.js";
import { Chat } from "./chat.js";
import { ChatLog } from "./chat_log.js";
import { ChatPanel } from "./chat_panel.js";
import { DEVICES_KEY } from "./check.js";
import { Connection } from "./connection.js";
import { sentence } from "./device_fields.js";
import { DevicesDialog } from "./devices_dialog.js";
import { Ending } from "./ending.js";
import { Ends } from "./ends.js";
import { iceFrom } from "./ice.js";
import { Media } from "./media.js";
import { Notices } from "./notices.js";
import { Quality } from "./quality.js";
import { ScriptPanel } from "./script_panel.js";
import { Signal } from "./signal.js";
import { Stage } from "./stage.js";
import { Status } from "./status.js";

const KINDS = ["mic", "camera", "screen"];

/** Bring the page of a consult to life: the call while it is open, the corrections alone when it is over. */
export function openRoom(window) {
  const { document } = window;
  const data = readJson(document, "consult-data");
  const root = byTestId(document, "call");
  const say = withName(readMessages(document, "room-messages"), data);
  const http = new Http();
  const notices = new Notices(root, say);
  const ending = new Ending({ http, urls: data.urls, notices });
  const signal = new Signal(new ReconnectingSocket(socketUrl(data.urls.socket)));
  const page = crypto.randomUUID();
  const { RTCPeerConnection } = window;
  const connection = new Connection({ signal, page, RTCPeerConnection, ice: iceFrom(http, data.urls.ice) });
  const links = { script: connection.link("script"), control: connection.link("control") };
  const script = new ScriptPanel(root, { data, say, window, http, links });
  const ends = new Ends(root, { data, ending, script, signal, notices, window });
  new AskAgain({ http, data, ending, notices, ends });
  if (!data.is_open) return;
  const call = { root, data, say, window, notices, signal, connection, script, ends, control: links.control };
  openCall(call);
}

function openCall({ root, data, say, window, notices, signal, connection, script, ends, control }) {
  const { document, sessionStorage } = window;
  const deviceWords = readMessages(document, "device-messages");
  const stage = new Stage(root.querySelector("[data-stage]"), { window });
  const gone = (isGone) => notices.set("gone_long", isGone && data.role === "learner");
  const status = new Status({ say, stage, live: root.querySelector("[data-status]"), gone });
  const media = new Media({ window, storage: sessionStorage, key: DEVICES_KEY });
  const bar = new Bar(root, { media, video: stage.video, document });
  const log = new ChatLog({ storage: sessionStorage, key: `${DRAFT_PREFIX}chat:${data.id}` });
  const chat = new Chat({ link: connection.link("chat"), log, role: data.role });
  const chatPanel = new ChatPanel(root, { chat, role: data.role, notice: (code) => toast(say(code)) });
  const quality = new Quality({ stats: () => connection.stats() });
  const wakeLock = new WakeLock(window);
  new DevicesDialog(root, { media, say: deviceWords, window, onSpeaker: (id) => stage.hearThrough(id) });

  const tellMedia = () => control.send({ type: "media", ...Object.fromEntries(KINDS.map((kind) => [kind, Boolean(media[kind])])) });
  connection.addEventListener("state", () => {
    setState(root, connection.state);
    status.set({ state: connection.state });
  });
  connection.addEventListener("peer", ({ detail }) => status.set({ isPresent: detail.present }));
  connection.addEventListener("track", ({ detail }) => stage.take(detail));
  control.addEventListener("open", tellMedia);
  control.addEventListener("message", ({ detail }) => detail.type === "media" && stage.hear(detail));
  media.addEventListener("change", ({ detail }) => {
    connection.replace(detail.kind, media[detail.kind]);
    stage.showLocal(media.camera, media.mic);
    stage.problem(problemOf(media, deviceWords));
    const { lost, kind } = detail;
    if (lost && media[kind]) toast(deviceWords(`switched.${kind}`, { name: media[kind].label }));
    tellMedia();
  });
  quality.addEventListener("change", ({ detail }) => stage.showQuality(detail, say));

  const close = () => {
    for (const part of [connection, quality, status, chatPanel]) part.close();
    log.flush();
    media.release();
    bar.disable();
    wakeLock.release();
  };
  signal.addEventListener("up", () => notices.set("server_away", false));
  signal.addEventListener("down", () => notices.set("server_away", window.navigator.onLine && root.dataset.state !== "ended"));
  ends.onEnd(({ isFinal }) => {
    close();
    notices.set("server_away", false);
    notices.set("gone_long", false);
    stage.showQuality({ level: "unknown" }, say);
    if (isFinal) log.forget();
  });
  window.addEventListener("offline", () => notices.set("offline", true));
  window.addEventListener("online", () => notices.set("offline", false));
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());

  script.follow(signal);
  signal.open();
  connection.start();
  quality.start();
  wakeLock.hold();
  stage.hearThrough(media.chosen("speaker"));
  media.start().then(() => bar.enable());
}

function problemOf(media, say) {
  if (media.problems.mic && media.problems.camera) return say("both");
  const kind = KINDS.find((each) => media.problems[each]);
  return kind ? sentence(say, kind, media.problems[kind]) : "";
}

/** The sentences, with the name of the other person where they want it. */
function withName(say, { role, learner, instructor }) {
  const person = role === "learner" ? instructor : learner;
  const named = (code, values) => say(code, { name: person?.nickname ?? "", ...values });
  named.knows = say.knows;
  return named;
}
