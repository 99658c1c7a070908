import { readJson, readMessages } from "../lib/dom.js";
import { Http } from "../lib/http.js";
import { toast } from "../site/toasts.js";
import { askAgainOn } from "./again.js";

const { script, urls } = readJson(document, "ask-data");
const say = readMessages(document, "ask-messages");
askAgainOn(document.querySelector("[data-again]"), { http: new Http(), urls, script, say, toast });
