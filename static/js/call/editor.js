import { QuillBinding } from "../../vendor/editor.js";
import { htmlOf } from "./html.js";
import { indexUnder } from "./places.js";
import { dress, makeQuill } from "./quill.js";
import { holdSelection, selectedIn } from "./selected.js";
import { View } from "./view.js";

/**
 * The script on the page: the instructor writes in it, the learner reads it. What is shown is the shared document.
 *
 * Events: `edit` (somebody wrote here), `selection` (detail: {anchor, head} or null), `point` (detail: the index that was
 * clicked), `formats` (what holds at the caret may have changed), `draw` (the text or its place has changed).
 */
export class SharedEditor extends EventTarget {
  script = null;
  #binding = null;
  #view;
  #writes;
  #release = () => {};

  /** `frame` is the element around `container` that scrolls. */
  constructor({ container, frame, script, writes, label }) {
    super();
    this.#writes = writes;
    this.quill = makeQuill(container, { writes });
    this.#view = new View(this.quill, frame);
    dress(this.quill.root, { writes, label });
    this.#bind(script);
    this.quill.on("text-change", (delta, before, source) => {
      if (source === "user") this.#tell("edit");
      this.#tell("formats");
    });
    this.quill.on("selection-change", () => this.#tell("formats"));
    this.quill.root.addEventListener("click", (event) => this.#click(event));
    document.addEventListener("selectionchange", this.#select);
  }

  /** The corrections as they are stored. */
  html() {
    return htmlOf(this.quill.root);
  }

  /** Show another document in the place of this one; what is looked at stays where it is. */
  replace(script) {
    const release = this.#hold();
    this.#unbind();
    this.#bind(script);
    release(script);
    this.#tell("draw");
  }

  /** Give what is selected, or what is written next, a format; false takes it away. */
  format(name, value) {
    this.quill.focus();
    this.quill.format(name, value, "user");
    this.#tell("formats");
  }

  clear() {
    const { index, length } = this.quill.getSelection(true);
    this.quill.removeFormat(index, length, "user");
    this.#tell("formats");
  }

  formatsNow() {
    const range = this.quill.getSelection();
    return range ? this.quill.getFormat(range) : {};
  }

  undo() {
    this.quill.history.undo();
  }

  redo() {
    this.quill.history.redo();
  }

  /** Write no more; what stands stays readable. */
  freeze() {
    this.quill.enable(false);
    this.quill.root.setAttribute("aria-readonly", "true");
  }

  #bind(script) {
    this.script = script;
    this.#binding = new QuillBinding(script.text, this.quill);
    this.quill.history.clear();
    script.doc.on("beforeAllTransactions", this.#before);
    script.doc.on("afterAllTransactions", this.#after);
  }

  #unbind() {
    this.#binding.destroy();
    this.script.doc.off("beforeAllTransactions", this.#before);
    this.script.doc.off("afterAllTransactions", this.#after);
  }

  // Who writes scrolls with the own caret. An event that is read makes another transaction: all together begin with what stood.
  #before = () => {
    if (!this.#writes) this.#release = this.#hold();
  };

  #after = () => {
    this.#release(this.script);
    this.#release = () => {};
    this.#tell("draw");
  };

  #hold() {
    const holds = [this.#view.hold(this.script), holdSelection(this.quill, this.script)];
    return (script) => holds.forEach((release) => release(script));
  }

  #click(event) {
    if (!document.getSelection().isCollapsed) return;
    const index = indexUnder(this.quill, event);
    if (index !== null) this.#tell("point", index);
  }

  #select = () => {
    // What is being composed is no text yet: its places mean nothing to the other.
    if (!this.quill.composition.isComposing) this.#tell("selection", selectedIn(this.quill));
  };

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
