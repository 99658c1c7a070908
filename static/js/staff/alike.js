const PAUSE_MS = 500;
const WORDS = 6;

/** Warns while one writes: questions that say nearly the same, asked for when the typing pauses. */
export class Alike {
  #root;
  #address;
  #besides;
  #fetch;
  #asked = "";
  #timer = 0;

  constructor(root, { address, besides, fetch = (url) => window.fetch(url) }) {
    this.#root = root;
    this.#address = address;
    this.#besides = besides;
    this.#fetch = fetch;
  }

  /** Look for questions like `text`, once it rests. */
  ask(text) {
    const words = text.trim();
    if (words === this.#asked) return;
    this.#asked = words;
    clearTimeout(this.#timer);
    if (words.split(/\s+/).length < WORDS) this.#show([]);
    else this.#timer = setTimeout(() => this.#look(words), PAUSE_MS);
  }

  async #look(words) {
    const answer = await this.#fetch(`${this.#address}?${new URLSearchParams({ text: words, besides: this.#besides })}`).catch(() => null);
    // Logged out meanwhile, it is led to the log-in. The warning is repeated when it is saved.
    if (!answer?.ok || answer.redirected || words !== this.#asked) return;
    this.#show((await answer.json()).alike);
  }

  #show(found) {
    const place = this.#root.querySelector("[data-alike]");
    const item = this.#root.querySelector("[data-alike-item]");
    place.hidden = !found.length;
    place.querySelector("ul").replaceChildren(...found.map((one) => this.#item(item, one)));
  }

  #item(template, { url, about, percent, text }) {
    const item = template.content.cloneNode(true);
    const link = item.querySelector("a");
    link.href = url;
    link.textContent = about;
    item.querySelector("b").textContent = `${percent} %`;
    item.querySelector("q").textContent = text;
    return item;
  }
}
