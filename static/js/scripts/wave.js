import WaveSurfer from "../../vendor/wavesurfer.js";

const LOOK = { height: "auto", barWidth: 3, barGap: 2, barRadius: 3, barMinHeight: 3, cursorWidth: 0 };
/** Drawn where there are no peaks yet: a quiet line. */
const QUIET = new Array(64).fill(0.001);
/** Below this loudness a recording is drawn as quiet as it is. */
const WHISPER = 0.05;

/** Peaks (0 to 1) stretched so that the loudest reaches the top; a line where there are none. */
export function drawn(peaks) {
  if (!peaks.length) return QUIET;
  const loudest = Math.max(WHISPER, ...peaks);
  return peaks.map((peak) => peak / loudest);
}

function colours(container) {
  const style = getComputedStyle(container);
  return { waveColor: style.getPropertyValue("--wave").trim(), progressColor: style.getPropertyValue("--wave-played").trim() };
}

/** The waveform of a recording, from peaks that the server made: the browser decodes nothing. */
export class Wave {
  #surfer;

  /** `onSeek` is called with the seconds that a click or a drag points at. */
  constructor(container, audio, { peaks, duration, nonce, onSeek }) {
    this.#surfer = WaveSurfer.create({
      container,
      media: audio,
      cspNonce: nonce,
      dragToSeek: true,
      hideScrollbar: true,
      ...LOOK,
      ...colours(container),
      ...this.#data(peaks, duration, audio),
    });
    // The library itself would wait with the seek until the sound has loaded.
    this.#surfer.on("interaction", onSeek);
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", () => this.#surfer.setOptions(colours(container)));
  }

  /** Draw other peaks, for instance once they are made. */
  show(peaks, duration, audio) {
    this.#surfer.setOptions(this.#data(peaks, duration, audio));
  }

  #data(peaks, duration, audio) {
    // A duration of zero would make the library fetch and decode the file.
    return { peaks: [drawn(peaks)], duration: duration || audio.duration || 1 };
  }
}
