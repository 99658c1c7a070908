import { byTestId, setState, text } from "../lib/dom.js";

const plain = (words) => words.normalize("NFC").toLowerCase().trim();

/**
 * The form that picks a topic and a level. `onChosen` gets `{topic, level}`; what is missing is said beside the control
 * and nothing else happens.
 */
export class Choice {
  #form;
  #onChosen;
  #category = "";

  constructor(form, { onChosen }) {
    this.#form = form;
    this.#onChosen = onChosen;
    form.addEventListener("submit", (event) => this.#submit(event));
    form.addEventListener("change", (event) => this.#changed(event.target));
    form.addEventListener("click", (event) => this.#pickCategory(event.target.closest("[data-filter]")));
    const search = byTestId(form, "search-topics");
    search.addEventListener("input", () => this.#filter());
    // In a search field Enter means "search", not "start".
    search.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
    for (const name of ["topic", "level"]) this.#summarise(name); // a reload may keep what was picked
  }

  /** Address of a topic's picture, null when there is no such topic (any more). */
  pictureOf(topic) {
    const inputs = [...this.#form.querySelectorAll('input[name="topic"]')];
    return inputs.find((input) => input.value === topic)?.closest("label").querySelector("img").src ?? null;
  }

  #picked(name) {
    return this.#form.querySelector(`input[name="${name}"]:checked`);
  }

  #submit(event) {
    event.preventDefault();
    const missing = ["level", "topic"].filter((name) => !this.#picked(name));
    for (const name of ["level", "topic"]) this.#part(name).hidden = !missing.includes(name);
    if (!missing.length) this.#onChosen({ topic: this.#picked("topic").value, level: this.#picked("level").value });
    else this.#lead(missing[0]);
  }

  #lead(name) {
    const field = this.#form.querySelector(`[data-field="${name}"]`);
    field.scrollIntoView({ block: "start" });
    field.querySelector("label:not([hidden]) input")?.focus({ preventScroll: true });
  }

  #changed(input) {
    if (!["topic", "level"].includes(input.name)) return;
    this.#part(input.name).hidden = true;
    this.#summarise(input.name);
  }

  #summarise(name) {
    const place = this.#form.querySelector(`[data-summary="${name}"]`);
    const label = this.#picked(name)?.dataset.label ?? "";
    text(place, label || place.dataset.open);
    setState(place, label ? "chosen" : "open");
  }

  #pickCategory(button) {
    if (!button) return;
    this.#category = button.dataset.filter;
    for (const other of this.#form.querySelectorAll("[data-filter]")) {
      other.setAttribute("aria-pressed", String(other === button));
    }
    this.#filter();
  }

  #filter() {
    const wanted = plain(byTestId(this.#form, "search-topics").value);
    let shown = 0;
    for (const section of this.#form.querySelectorAll("[data-category]")) {
      const fits = !this.#category || section.dataset.category === this.#category;
      const labels = [...section.querySelectorAll("[data-name]")];
      for (const label of labels) label.hidden = !fits || !plain(label.dataset.name).includes(wanted);
      const count = labels.filter((label) => !label.hidden).length;
      section.hidden = count === 0;
      shown += count;
    }
    this.#part("none").hidden = shown > 0;
  }

  #part(name) {
    return this.#form.querySelector(`[data-error="${name}"]`);
  }
}
