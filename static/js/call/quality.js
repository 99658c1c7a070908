import { read } from "./stats.js";

export const POLL_MS = 2000;

const FAIR = { rtt: 250, loss: 0.03, jitter: 60 };
const POOR = { rtt: 600, loss: 0.1, jitter: 150 };
const UNKNOWN = { level: "unknown", rtt: 0, loss: 0, jitter: 0, relay: false, bitrate: 0 };

/** `{level, rtt, loss, jitter, relay, bitrate}` between two readings; milliseconds, 0 to 1, bits a second. */
export function judge(before, now) {
  if (!now?.hasPair || !before || now.at <= before.at || now.bytes < before.bytes) return { ...UNKNOWN };
  const lost = Math.max(0, now.lost - before.lost);
  const received = Math.max(0, now.received - before.received);
  const loss = Math.min(1, Math.max(lost + received ? lost / (lost + received) : 0, now.outLoss));
  const measured = { rtt: now.rtt, loss, jitter: now.jitter };
  const exceeds = (limits) => Object.entries(limits).some(([name, limit]) => measured[name] > limit);
  const level = exceeds(POOR) ? "poor" : exceeds(FAIR) ? "fair" : "good";
  const bitrate = Math.round((8000 * (now.bytes - before.bytes)) / (now.at - before.at));
  return { level, ...measured, relay: now.relay, bitrate };
}

/** Measures the connection every two seconds. Event: `change` (detail: what `judge` says). */
export class Quality extends EventTarget {
  now = { ...UNKNOWN };
  #stats;
  #timers;
  #timer = null;
  #before = null;

  /** `stats` promises a report of the present connection, or null. */
  constructor({ stats, timers = globalThis }) {
    super();
    this.#stats = stats;
    this.#timers = timers;
  }

  start() {
    if (this.#timer === null) this.#timer = this.#timers.setInterval(() => this.measure(), POLL_MS);
  }

  close() {
    this.#timers.clearInterval(this.#timer);
    this.#timer = null;
  }

  async measure() {
    let reading = null;
    try {
      const report = await this.#stats();
      reading = report && read(report);
    } catch {
      // The round has just ended.
    }
    this.now = judge(this.#before, reading);
    this.#before = reading;
    if (this.#timer !== null) this.dispatchEvent(new CustomEvent("change", { detail: this.now }));
  }
}
