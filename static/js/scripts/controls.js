import { clock } from "../lib/dom.js";

const STEP_SECONDS = 5;
/** Where a key belongs to the control that has the focus. */
const KEY_EATERS = "input, textarea, select, button, a, summary, dialog, [contenteditable], [role=button]";

/** What a key pressed somewhere on the page means to the player: `toggle`, `back`, `ahead`, or null. */
export function meaning(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return null;
  if (event.target.closest?.(KEY_EATERS)) return null;
  return { " ": "toggle", ArrowLeft: "back", ArrowRight: "ahead" }[event.key] ?? null;
}

/** Ties a Player to the controls of `_player.html`. */
export class Controls {
  #root;
  #player;
  #say;

  constructor(root, player, say) {
    this.#root = root;
    this.#player = player;
    this.#say = say;
    this.#on("[data-play]", "click", () => player.toggle());
    this.#on("[data-back]", "click", () => this.#step(-STEP_SECONDS));
    this.#on("[data-ahead]", "click", () => this.#step(STEP_SECONDS));
    this.#on("[data-speed]", "change", (event) => {
      player.speed = Number(event.target.value);
    });
    this.#on("[data-wave]", "keydown", (event) => this.#slide(event));
    root.ownerDocument.addEventListener("keydown", (event) => this.#key(event));
    player.addEventListener("tick", () => this.#showTime());
    player.addEventListener("change", () => this.#showState());
    this.#showState();
    this.#showTime();
  }

  #on(selector, type, act) {
    this.#root.querySelector(selector).addEventListener(type, act);
  }

  #step(seconds) {
    this.#player.seek(this.#player.time + seconds);
  }

  #key(event) {
    const meant = meaning(event);
    if (!meant) return;
    event.preventDefault();
    if (meant === "toggle") this.#player.toggle();
    else this.#step(meant === "back" ? -STEP_SECONDS : STEP_SECONDS);
  }

  // The waveform is a slider: Home and End as its role promises; the arrows are the page's own.
  #slide(event) {
    if (event.key !== "Home" && event.key !== "End") return;
    event.preventDefault();
    this.#player.seek(event.key === "Home" ? 0 : this.#player.duration);
  }

  #showState() {
    const { playing } = this.#player;
    this.#root.dataset.playing = String(playing);
    const label = this.#say(playing ? "pause" : "play");
    const button = this.#root.querySelector("[data-play]");
    button.setAttribute("aria-label", label);
    button.title = label;
  }

  #showTime() {
    const now = clock(this.#player.time);
    const total = clock(this.#player.duration);
    const face = this.#root.querySelector("[data-now]");
    if (face.textContent === now && this.#root.querySelector("[data-total]").textContent === total) return;
    face.textContent = now;
    this.#root.querySelector("[data-total]").textContent = total;
    const slider = this.#root.querySelector("[data-wave]");
    slider.setAttribute("aria-valuemax", String(Math.round(this.#player.duration)));
    slider.setAttribute("aria-valuenow", String(Math.round(this.#player.time)));
    slider.setAttribute("aria-valuetext", this.#say("position", { now, total }));
  }
}
