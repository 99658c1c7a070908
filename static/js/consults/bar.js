/** The bar of an open consult in a real browser. */
import { readMessages } from "../lib/dom.js";
import { Http } from "../lib/http.js";
import { mySocket } from "../site/me.js";
import { CONSULT_CHANGED, LineBar } from "./line_bar.js";
import { Ring } from "./ring.js";
import { ConsultWatch } from "./watch.js";

const root = document.getElementById("line-bar");
const say = readMessages(document, "line-messages");
const http = new Http();

function start() {
  const watch = new ConsultWatch(root.dataset.id, { socket: mySocket(), fetchConsult: () => http.get(root.dataset.api) });
  const bar = new LineBar(root, {
    watch,
    ring: new Ring({ say }),
    say,
    go: (address) => location.assign(address),
    onChange: (detail) => document.dispatchEvent(new CustomEvent(CONSULT_CHANGED, { detail })),
  });
  bar.start();
  // A page in the back-forward cache may hold no open socket.
  window.addEventListener("pagehide", () => bar.stop(), { once: true });
}

start();
window.addEventListener("pageshow", (event) => event.persisted && start());
