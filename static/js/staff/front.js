/** The front page of the staff's desk. */
import { Http } from "../lib/http.js";
import { WaitingPanel } from "./waiting.js";

const http = new Http();
for (const panel of document.querySelectorAll("[data-waiting]")) {
  new WaitingPanel(panel, { get: (address) => http.get(address) }).start();
}
