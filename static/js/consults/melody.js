/** Notes as [pitch in hertz, start in seconds]. The call rises, the chime for a new request is two soft notes. */
export const CALL = [[523.25, 0], [659.25, 0.16], [783.99, 0.32], [1046.5, 0.48]];
export const CHIME = [[880, 0], [659.25, 0.18]];

const NOTE_SECONDS = 0.42;
const LOUDNESS = 0.09;

/** Play notes; resolves when they have sounded, or after as long where the browser keeps silent. */
export function playNotes(notes, { AudioContext = globalThis.AudioContext, timers = globalThis } = {}) {
  const length = Math.max(...notes.map(([, start]) => start)) + NOTE_SECONDS;
  return new Promise((resolve) => {
    let context = null;
    timers.setTimeout(() => {
      context?.close().catch(() => {});
      resolve();
    }, length * 1000 + 100);
    if (!AudioContext) return;
    context = new AudioContext();
    context.resume().catch(() => {});
    for (const note of notes) sound(context, note);
  });
}

function sound(context, [pitch, start]) {
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  const at = context.currentTime + start;
  oscillator.type = "triangle";
  oscillator.frequency.value = pitch;
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(LOUDNESS, at + 0.03);
  gain.gain.exponentialRampToValueAtTime(0.0001, at + NOTE_SECONDS);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(at);
  oscillator.stop(at + NOTE_SECONDS);
}
