/** Notifications outside the page. The permission is the browser's; nothing is stored by us. */
export class Notifier {
  #window;

  constructor(window = globalThis.window) {
    this.#window = window;
  }

  /** `granted`, `denied`, `default`, or null where the browser has none (or the page is not secure). */
  get permission() {
    return this.#window.Notification?.permission ?? null;
  }

  /** Ask; must be called in a press. Returns the permission. */
  async ask() {
    try {
      return await this.#window.Notification.requestPermission();
    } catch {
      return this.permission;
    }
  }

  /** Show it if that is allowed; a press on it brings the page to the front and calls `onPress`. Returns how to close it. */
  show({ title, body, tag, icon, onPress }) {
    if (this.permission !== "granted") return () => {};
    try {
      const notice = new this.#window.Notification(title, { body, tag, icon, requireInteraction: true });
      notice.addEventListener("click", () => {
        this.#window.focus();
        notice.close();
        onPress();
      });
      return () => notice.close();
    } catch {
      // Chromium on Android offers it to service workers only: sound and title call all the same.
      return () => {};
    }
  }
}
