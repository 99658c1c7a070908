/** Short messages over the page, read out by screen readers. Errors stay until they are closed. */

const SECONDS = { error: 0, danger: 0, warning: 0 };

export class Toasts {
  /**
   * @param {HTMLElement} region holds the messages; the server's own may stand in it already
   * @param {HTMLTemplateElement} template one empty message
   */
  constructor(region, template, { setTimer = (act, ms) => setTimeout(act, ms) } = {}) {
    this.region = region;
    this.template = template;
    this.setTimer = setTimer;
    region.addEventListener("click", (event) => event.target.closest("[data-dismiss]")?.closest(".note").remove());
    for (const note of region.querySelectorAll(".note")) this.#leaveLater(note, note.dataset.kind);
  }

  /** Show `text`; `kind` is success, info, warning or error. */
  show(text, kind = "info") {
    const note = this.template.content.firstElementChild.cloneNode(true);
    note.classList.add(`note-${kind}`);
    note.dataset.kind = kind;
    note.querySelector(".note-text").textContent = text;
    this.region.append(note);
    this.#leaveLater(note, kind);
    return note;
  }

  #leaveLater(note, kind) {
    const seconds = SECONDS[kind] ?? 7;
    if (!seconds) return;
    const leave = () => (note.matches(":hover, :focus-within") ? this.setTimer(leave, 2000) : note.remove());
    this.setTimer(leave, seconds * 1000);
  }
}

let shared;

/** Show a message in the page's own region. */
export function toast(text, kind) {
  shared ??= new Toasts(document.getElementById("toasts"), document.getElementById("toast-template"));
  return shared.show(text, kind);
}

/** Let the server's messages be closed and leave. */
export function startToasts() {
  shared ??= new Toasts(document.getElementById("toasts"), document.getElementById("toast-template"));
}
