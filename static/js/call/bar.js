import { byTestId } from "../lib/dom.js";

/** The keys below the call: microphone, camera, shared screen, and the small window. */
export class Bar {
  #root;
  #media;
  #video;
  #document;

  /** `video` is what goes into the small window. */
  constructor(root, { media, video, document = globalThis.document }) {
    this.#root = root;
    this.#media = media;
    this.#video = video;
    this.#document = document;
    this.#key("mic", byTestId(root, "mic"), (on) => media.setMic(on));
    this.#key("camera", byTestId(root, "camera"), (on) => media.setCamera(on));
    const screen = root.querySelector("[data-screen]");
    if (screen && globalThis.navigator?.mediaDevices?.getDisplayMedia) {
      screen.hidden = false;
      this.#key("screen", screen, (on) => (on ? media.shareScreen() : media.stopScreen()));
    }
    this.#smallWindow(root.querySelector("[data-pip]"));
    media.addEventListener("change", () => this.show());
  }

  /** Let the keys be pressed, once the devices have been asked for. */
  enable() {
    for (const id of ["mic", "camera"]) byTestId(this.#root, id).disabled = false;
    this.show();
  }

  /** The call is over: nothing is left to do with these but to read the chat, and to show the script where it is. */
  disable() {
    for (const key of this.#root.querySelectorAll(".call-bar .call-key:not([data-chat-key])")) key.disabled = true;
  }

  show() {
    const press = (key, on) => key?.setAttribute("aria-pressed", String(Boolean(on)));
    press(byTestId(this.#root, "mic"), this.#media.mic);
    press(byTestId(this.#root, "camera"), this.#media.camera);
    press(this.#root.querySelector("[data-screen]"), this.#media.screen);
  }

  #key(kind, key, act) {
    key.addEventListener("click", async () => {
      key.setAttribute("aria-busy", "true");
      await act(!this.#media[kind]);
      key.removeAttribute("aria-busy");
      this.show();
    });
  }

  #smallWindow(key) {
    key.hidden = !this.#document.pictureInPictureEnabled;
    key.addEventListener("click", async () => {
      try {
        if (this.#document.pictureInPictureElement) await this.#document.exitPictureInPicture();
        else await this.#video.requestPictureInPicture();
      } catch {
        // There is no picture yet, or the browser does not want to.
      }
    });
    const press = (on) => () => key.setAttribute("aria-pressed", String(on));
    this.#video.addEventListener("enterpictureinpicture", press(true));
    this.#video.addEventListener("leavepictureinpicture", press(false));
  }
}
