/** A page with the shared script and nothing else. Two of them in one browser find each other and are joined by a real connection. */
import { Carets } from "/static/js/call/carets.js";
import { SharedEditor } from "/static/js/call/editor.js";
import { Link } from "/static/js/call/link.js";
import { ScriptDoc } from "/static/js/call/script_doc.js";
import { ScriptReader } from "/static/js/call/script_reader.js";
import { ScriptWriter } from "/static/js/call/script_writer.js";
import { Toolbar } from "/static/js/call/toolbar.js";

const NAMES = ["control", "script"];

/** `role` is instructor or learner; `states` are what was kept. */
export class ScriptPage {
  constructor({ role, original, states = [], carets = true }) {
    this.links = Object.fromEntries(NAMES.map((name) => [name, new Link(name)]));
    const writes = role === "instructor";
    const container = document.querySelector("[data-editor]");
    const frame = document.querySelector("[data-sheet]");
    const link = this.links.script;
    let script;
    if (writes) {
      script = new ScriptDoc({ original, states });
      this.sync = new ScriptWriter({ link, script });
    } else {
      this.sync = new ScriptReader({ link, original });
      ({ script } = this.sync);
    }
    this.editor = new SharedEditor({ container, frame, script, writes, label: "The script" });
    if (writes) this.toolbar = new Toolbar(document.querySelector("[data-toolbar]"), this.editor);
    else this.sync.addEventListener("replaced", ({ detail }) => this.editor.replace(detail));
    if (carets) this.carets = new Carets({ editor: this.editor, link: this.links.control, container, name: "The other" });
    this.points = [];
    this.editor.addEventListener("point", ({ detail }) => this.points.push(this.editor.script.originalAt(detail)));
    this.joined = join(role, this.links);
    /** A channel for whoever compares ours with another way. */
    this.extra = globalThis.connection.createDataChannel("extra", { negotiated: true, id: NAMES.length + 1 });
  }

  get sent() {
    return NAMES.reduce((sum, name) => sum + this.links[name].sent, 0);
  }

  /** Paste as from another program. */
  paste(flavours) {
    const clipboardData = new DataTransfer();
    for (const [type, text] of Object.entries(flavours)) clipboardData.setData(type, text);
    this.editor.quill.root.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }

  /** Select `words` as a person's hand does. */
  select(words, isBackwards = false) {
    const { root } = this.editor.quill;
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const from = walker.currentNode.data.indexOf(words);
      if (from < 0) continue;
      const ends = isBackwards ? [from + words.length, from] : [from, from + words.length];
      root.focus();
      document.getSelection().setBaseAndExtent(walker.currentNode, ends[0], walker.currentNode, ends[1]);
      return;
    }
    throw new Error(`no ${words}`);
  }

  /** What is selected on the page, in which direction, and which element has the focus. */
  selected() {
    const { anchorNode, anchorOffset, focusNode, focusOffset } = document.getSelection();
    const order = anchorNode.compareDocumentPosition(focusNode);
    const isBackwards = order ? Boolean(order & Node.DOCUMENT_POSITION_PRECEDING) : focusOffset < anchorOffset;
    return { words: document.getSelection().toString(), isBackwards, focus: document.activeElement.id };
  }

  /** The point in the middle of `words`. */
  middleOf(words) {
    this.select(words);
    const { x, y, width, height } = document.getSelection().getRangeAt(0).getBoundingClientRect();
    document.getSelection().removeAllRanges();
    return [x + width / 2, y + height / 2];
  }

  /** Where the other's caret is drawn, and how wide the marks of the other's selection are. */
  drawn() {
    const caret = document.querySelector(".caret")?.getBoundingClientRect();
    const widths = [...document.querySelectorAll(".caret-mark")].map((mark) => mark.getBoundingClientRect().width);
    return { caret: caret ? [caret.left, caret.top] : null, width: widths.reduce((sum, width) => sum + width, 0) };
  }

  /** Where a caret behind `words` belongs, and how wide they are. */
  placeOf(words) {
    const { quill } = this.editor;
    const box = quill.getBounds(quill.getText().indexOf(words), words.length);
    const { left, top } = quill.container.getBoundingClientRect();
    return { caret: [left + box.left + box.width, top + box.top], width: box.width };
  }

  /** Go on with another document: the instructor's page has come back with what was kept. */
  goOn(original, states) {
    this.sync.close();
    const script = new ScriptDoc({ original, states });
    this.sync = new ScriptWriter({ link: this.links.script, script });
    this.editor.replace(script);
  }

  /** As after loading: nothing is selected, pointed at or scrolled. */
  rest() {
    this.points = [];
    document.activeElement.blur();
    document.getSelection().removeAllRanges();
    document.querySelector("[data-sheet]").scrollTop = 0;
  }

  /** How far below the top of what is seen the text `words` stands, in pixels. */
  heightOf(words) {
    const { quill } = this.editor;
    const frame = document.querySelector("[data-sheet]");
    const { top } = quill.getBounds(quill.getText().indexOf(words));
    return Math.round(quill.container.getBoundingClientRect().top + top - frame.getBoundingClientRect().top);
  }
}

/** Resolves when the channels of `links` are open. */
export function join(role, links) {
  const meeting = new BroadcastChannel("meeting");
  const connection = new RTCPeerConnection();
  const open = Promise.all(NAMES.map((name, id) => {
    const channel = connection.createDataChannel(name, { negotiated: true, id: id + 1 });
    links[name].attach(channel);
    return new Promise((done) => channel.addEventListener("open", () => done()));
  }));
  const say = async () => {
    await connection.setLocalDescription();
    while (connection.iceGatheringState !== "complete") {
      await new Promise((done) => connection.addEventListener("icegatheringstatechange", done, { once: true }));
    }
    meeting.postMessage({ role, ...connection.localDescription.toJSON() });
  };
  meeting.addEventListener("message", async ({ data }) => {
    if (data.type === "hello" && role === "instructor" && connection.signalingState === "stable") await say();
    if (!data.sdp || data.role === role) return;
    await connection.setRemoteDescription({ type: data.type, sdp: data.sdp });
    if (data.type === "offer") await say();
  });
  if (role === "learner") meeting.postMessage({ type: "hello" });
  globalThis.connection = connection;
  return open.then(() => true);
}

globalThis.ScriptPage = ScriptPage;
