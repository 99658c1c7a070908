/** The waiting room in a real browser. */
import { readJson, readMessages } from "../lib/dom.js";
import { Http } from "../lib/http.js";
import { mySocket } from "../site/me.js";
import { toast } from "../site/toasts.js";
import { askAgainOn } from "./again.js";
import { offerNotices } from "./notices.js";
import { Notifier } from "./notify.js";
import { Ring } from "./ring.js";
import { WaitingRoom } from "./waiting_room.js";
import { ConsultWatch } from "./watch.js";

const root = document.getElementById("waiting");
const consult = readJson(document, "consult-data");
const say = readMessages(document, "line-messages");
const http = new Http();
const notifier = new Notifier();
const room = new WaitingRoom(root, {
  consult,
  watch: new ConsultWatch(consult.id, { socket: mySocket(), fetchConsult: () => http.get(consult.urls.api) }),
  ring: new Ring({ say, notifier }),
  http,
  say,
  toast,
  go: () => location.reload(),
});
room.start();
offerNotices(root, notifier);
askAgainOn(root.querySelector("[data-again]"), { http, urls: consult.urls, script: consult.script.id, say, toast });
window.addEventListener("pagehide", () => room.stop());
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
