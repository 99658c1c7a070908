/** The record page in a real browser. */
import { readJson, readMessages } from "../lib/dom.js";
import { Http } from "../lib/http.js";
import { mediaType } from "./media_type.js";
import { Microphone } from "./microphone.js";
import { RecordPage } from "./page.js";
import { QuestionPlayer } from "./question_player.js";
import { Recorder } from "./recorder.js";
import { playTone } from "./tone.js";
import { Uploader } from "./uploader.js";
import { openVault } from "./vault.js";
import { WakeLock } from "./wake_lock.js";

/** Recorded seconds that the server's limit is undercut by: containers round up. */
const MARGIN = 2;

const config = readJson(document, "record-config");
const http = new Http();
const page = new RecordPage(document.getElementById("record"), {
  config,
  http,
  window,
  say: readMessages(document, "record-messages"),
  vault: await openVault().catch(() => null), // private windows may have none: the take then says so
  microphone: new Microphone(),
  uploader: new Uploader({ http, urls: config.urls, userId: config.user_id }),
  player: new QuestionPlayer({ audio: new Audio(), speech: window.speechSynthesis, Utterance: window.SpeechSynthesisUtterance }),
  wakeLock: new WakeLock(window),
  playTone: () => playTone(window.AudioContext),
  newRecorder: (stream) => new Recorder({
    stream,
    MediaRecorder,
    mimeType: mediaType(window),
    maxSeconds: config.max_seconds - MARGIN,
    toneSeconds: config.tone_seconds,
  }),
});
await page.start();
