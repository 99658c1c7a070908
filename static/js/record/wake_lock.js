/**
 * Keeps a phone's screen on while recording: locking it would suspend the page. The browser drops the lock whenever
 * the page is hidden, so it is asked for again on return. Without support nothing happens.
 */
export class WakeLock {
  #window;
  #lock = null;
  #wanted = false;

  constructor(window) {
    this.#window = window;
  }

  hold() {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#window.document.addEventListener("visibilitychange", this.#ask);
    this.#ask();
  }

  release() {
    this.#wanted = false;
    this.#window.document.removeEventListener("visibilitychange", this.#ask);
    this.#lock?.release();
    this.#lock = null;
  }

  #ask = async () => {
    if (this.#window.document.visibilityState !== "visible") return;
    try {
      const lock = await this.#window.navigator.wakeLock?.request("screen");
      if (this.#wanted) this.#lock = lock;
      else lock?.release();
    } catch {
      // Refused in power saving: the screen may go dark, the take stays in the vault.
    }
  };
}
