const PITCH = 660;
const SECONDS = 0.7;
const LOUDNESS = 0.06;

/** A soft tone that swells and dies away, so that nobody is startled in the middle of a sentence. */
export function playTone(AudioContext) {
  const context = new AudioContext();
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  const start = context.currentTime;
  oscillator.frequency.value = PITCH;
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(LOUDNESS, start + 0.15);
  gain.gain.linearRampToValueAtTime(0, start + SECONDS);
  oscillator.connect(gain).connect(context.destination);
  oscillator.addEventListener("ended", () => context.close());
  oscillator.start(start);
  oscillator.stop(start + SECONDS);
}
