/** A question over the page: a `<dialog>` with a form that goes ahead and a `[data-cancel]` that does not. */
export class Ask {
  #dialog;
  #onYes = null;

  constructor(dialog) {
    this.#dialog = dialog;
    dialog.querySelector("[data-cancel]").addEventListener("click", (event) => {
      event.preventDefault();
      dialog.close();
    });
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
    dialog.querySelector("form").addEventListener("submit", (event) => this.#yes(event));
  }

  /** Ask. `onYes` is called on yes; without it the form itself is sent, once. */
  ask(onYes = null) {
    this.#onYes = onYes;
    this.#name();
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  // A page may hold several questions: the yes of the one that is asked is the page's one `confirm`.
  #name() {
    const named = '[data-testid="confirm"]';
    for (const other of this.#dialog.ownerDocument.querySelectorAll(`dialog ${named}`)) delete other.dataset.testid;
    this.#dialog.querySelector("form button").dataset.testid = "confirm";
  }

  #yes(event) {
    if (!this.#onYes) {
      event.target.querySelector("button").disabled = true;
      return;
    }
    event.preventDefault();
    this.#dialog.close();
    this.#onYes();
  }
}

/** Let a link that stands for a button answer to click and space, and not move the page. */
export function actAsButton(link, act) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    act();
  });
  link.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    act();
  });
}
