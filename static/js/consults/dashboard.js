/** The instructors' dashboard in a real browser. */
import { byTestId, readJson, readMessages } from "../lib/dom.js";
import { socketUrl } from "../lib/frames.js";
import { Http } from "../lib/http.js";
import { ReconnectingSocket } from "../lib/socket.js";
import { toast } from "../site/toasts.js";
import { Chime } from "./chime.js";
import { Claiming } from "./claiming.js";
import { Desk } from "./desk.js";
import { Listening } from "./listening.js";
import { Queue, fetchPages } from "./queue.js";
import { QueueList } from "./queue_list.js";
import { follow } from "./queue_socket.js";

const root = document.getElementById("desk");
const { now, urls } = readJson(document, "desk-data");
const say = readMessages(document, "desk-messages");
const language = document.documentElement.lang;
// The two clocks may differ by minutes: the page brings the server's.
const ahead = Date.parse(now) - Date.now();

const http = new Http();
const desk = new Desk(root, { say, language });
// Looked up at each use: where storage is forbidden, naming it already throws.
const kept = {
  getItem: (key) => localStorage.getItem(key),
  setItem: (key, value) => localStorage.setItem(key, value),
  removeItem: (key) => localStorage.removeItem(key),
};
const chime = new Chime(root.querySelector("[data-sound]"), { storage: kept });
const queue = new Queue(() => fetchPages((address) => http.get(address), urls.consults));
const list = new QueueList(byTestId(root, "queue"), document.getElementById("queue-row"), {
  say,
  language,
  now: () => Date.now() + ahead,
});
const listening = new Listening(new Audio(), {
  onChange: (id, playing, played) => list.rows.get(id)?.showSound(playing, played),
  onFault: () => toast(say("no_sound"), "error"),
});
const claiming = new Claiming(http, {
  address: urls.consults,
  onWin: (room) => location.assign(room),
  onGone(id, sentence) {
    toast(sentence || say("refused"), "warning");
    queue.remove(id);
  },
  async onBusy(error) {
    toast(error.detail || say("busy"), "warning");
    await socket.heal();
    if (queue.own) desk.focusOwn();
  },
  onFault: (error) => toast(error.detail || say(error.status ? "refused" : "offline"), "error"),
});
let isKnown = false;

queue.addEventListener("change", ({ detail: { added, removed } }) => {
  for (const { id } of removed) listening.release(id);
  list.show(queue.waiting);
  desk.showCount(queue.waiting.length);
  if (isKnown && added.length) {
    chime.ring();
    desk.tell(added.map(({ id }) => list.rows.get(id).news).join(" "));
  } else if (removed.length) desk.tell(removed.map(({ learner }) => say("gone", { name: learner.nickname })).join(" "));
});

byTestId(root, "queue").addEventListener("click", (event) => {
  const row = list.rowOf(event);
  const button = event.target.closest("button")?.dataset.testid;
  if (button === "listen") listening.toggle(row.consult);
  if (button === "claim") claiming.take(row);
});

const socket = follow(new ReconnectingSocket(socketUrl("/ws/queue/")), queue, {
  onConnection: (state) => desk.showConnection(state),
  onOnline(count) {
    desk.showOnline(count);
    // Perhaps it is the own call that has ended.
    if (queue.own) socket.heal();
  },
  onHealed() {
    isKnown = true;
    desk.showOwn(queue.own);
  },
  onFault: () => toast(say("no_list"), "info"),
  onEnd: () => toast(say("logged_out"), "error"),
});
socket.start();
setInterval(() => list.tick(), 15_000);
// What was done in another tab, a call that is over: seen when one comes back to this one.
document.addEventListener("visibilitychange", () => document.hidden || socket.heal());
window.addEventListener("pagehide", () => {
  listening.release();
  socket.stop();
});
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
