import { byTestId } from "../lib/dom.js";
import { Controls } from "./controls.js";
import { tellWhenSilent } from "./no_sound.js";
import { Player } from "./player.js";
import { Wave } from "./wave.js";

/** Bring the player of a page to life: `{player, wave, audio}`. Without this the browser's own controls are there. */
export function openPlayer(panel, script, say) {
  const audio = byTestId(panel, "player");
  const player = new Player(audio, script.duration);
  const { peaks, duration } = script;
  const onSeek = (seconds) => player.seek(seconds);
  const wave = new Wave(panel.querySelector("[data-wave]"), audio, { peaks, duration, nonce: panel.dataset.nonce, onSeek });
  new Controls(panel, player, say);
  tellWhenSilent(player, audio, say);
  // Our controls take over; the element stays in the page for whoever drives the sound through it.
  audio.classList.add("visually-hidden");
  audio.tabIndex = -1;
  panel.classList.add("is-live");
  return { player, wave, audio };
}
