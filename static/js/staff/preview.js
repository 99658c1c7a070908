const sentences = (words) => words.split(/[.?!]["')]*(?:\s+|$)/).filter((part) => part.trim()).length;

/** The learner's card beside the form: what is typed stands there at once. */
export class Preview {
  #root;

  constructor(root) {
    this.#root = root;
  }

  /** Bring the card to what the form holds. */
  show() {
    for (const place of this.#root.querySelectorAll("[data-shows]")) place.textContent = this.#value(place.dataset.shows);
    const text = this.#value("text").trim();
    const count = this.#root.querySelector("[data-count]");
    const words = text ? text.split(/\s+/).length : 0;
    count.textContent = words ? count.dataset.words.replace("{n}", words).replace("{m}", sentences(text)) : "";
  }

  #value(name) {
    const field = this.#root.querySelector(`#id_${name}`);
    if (!field) return "";
    if (field.tagName === "SELECT") return field.value ? field.selectedOptions[0].textContent : "";
    return field.value;
  }
}
