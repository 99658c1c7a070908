import { DeviceFields } from "./device_fields.js";

/** The dialog in which devices are changed during the call. The microphone is measured while it is open only. */
export class DevicesDialog {
  constructor(root, { media, say, window, onSpeaker }) {
    const dialog = window.document.getElementById("devices");
    const fields = new DeviceFields(dialog.querySelector("[data-device-fields]"), { media, say, window, onSpeaker });
    root.querySelector("[data-devices-key]").addEventListener("click", () => {
      dialog.showModal();
      fields.watch();
      fields.refresh();
    });
    dialog.addEventListener("close", () => fields.rest());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  }
}
