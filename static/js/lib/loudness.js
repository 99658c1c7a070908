/** Quieter than this is shown as silence: a level of 0 (decibels below full scale). */
const FLOOR_DB = -60;

/** How loud a stream is just now. A comfort: where the browser cannot measure, the level stays 0. */
export class Loudness {
  #AudioContext;
  #context = null;
  #analyser = null;
  #samples = null;

  constructor(AudioContext) {
    this.#AudioContext = AudioContext;
  }

  /** Measure `stream` from now on; what was measured before is let go. */
  measure(stream) {
    this.close();
    if (!this.#AudioContext) return;
    this.#context = new this.#AudioContext();
    this.#context.resume().catch(() => {});
    this.#analyser = this.#context.createAnalyser();
    this.#analyser.fftSize = 1024;
    this.#samples = new Float32Array(this.#analyser.fftSize);
    this.#context.createMediaStreamSource(stream).connect(this.#analyser);
  }

  /** From 0 (silence) to 1 (full scale), even to the ear. */
  read() {
    if (!this.#analyser) return 0;
    this.#analyser.getFloatTimeDomainData(this.#samples);
    const power = this.#samples.reduce((sum, sample) => sum + sample * sample, 0) / this.#samples.length;
    const decibels = 10 * Math.log10(power || 1e-12);
    return Math.min(1, Math.max(0, 1 - decibels / FLOOR_DB));
  }

  close() {
    this.#context?.close();
    this.#context = this.#analyser = null;
  }
}
