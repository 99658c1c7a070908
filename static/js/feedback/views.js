/** On a narrow page one of several texts at a time, chosen by buttons; a wide page shows them all (feedback.css). */
export class Views {
  #root;
  #buttons;

  /** `bar` holds a button `[data-show]` for each `[data-view]` below `root`; the pressed one is shown first. */
  constructor(root, bar) {
    this.#root = root;
    this.#buttons = [...bar.querySelectorAll("[data-show]")];
    for (const button of this.#buttons) button.addEventListener("click", () => this.show(button.dataset.show));
    bar.hidden = false;
    this.show(this.#buttons.find((button) => button.getAttribute("aria-pressed") === "true").dataset.show);
  }

  show(name) {
    this.#root.dataset.showing = name;
    for (const button of this.#buttons) button.setAttribute("aria-pressed", String(button.dataset.show === name));
    for (const view of this.#root.querySelectorAll("[data-view]")) {
      view.classList.toggle("is-shown", view.dataset.view === name);
    }
  }
}
