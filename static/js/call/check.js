import { readMessages, setState } from "../lib/dom.js";
import { DeviceFields } from "./device_fields.js";
import { Media } from "./media.js";

/** Key under which a tab remembers which devices were chosen and switched on. */
export const DEVICES_KEY = "opickme:devices";

/**
 * The look at oneself before a call: opens camera and microphone on a press, closes them on the next, and always when
 * the page is left. What is chosen here is what the room uses.
 */
export function startDeviceCheck(root, { window = globalThis.window } = {}) {
  const say = readMessages(window.document, "device-messages");
  const media = new Media({ window, storage: window.sessionStorage, key: DEVICES_KEY });
  const fields = new DeviceFields(root.querySelector("[data-device-fields]"), { media, say, window });
  const preview = root.querySelector("[data-preview]");

  media.addEventListener("change", () => {
    preview.srcObject = media.camera ? new window.MediaStream([media.camera]) : null;
    setState(preview.parentElement, media.camera ? "on" : "off");
  });
  root.querySelector("[data-check]").addEventListener("click", () => (root.dataset.state === "on" ? close() : open()));
  window.addEventListener("pagehide", close);

  async function open() {
    setState(root, "on");
    fields.watch();
    await media.start();
    if (root.dataset.state !== "on") media.release();
    else fields.refresh();
  }

  function close() {
    if (root.dataset.state !== "on") return;
    setState(root, "off");
    fields.rest();
    media.release();
  }
}
