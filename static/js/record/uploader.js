import { Backoff } from "../lib/backoff.js";
import { ApiError } from "../lib/http.js";
import { sendDirect } from "./direct.js";
import { sendBytes } from "./transfer.js";

/** Offline, the `online` event ends the waiting; where a browser is wrong about that, this does (milliseconds). */
const LOOK_WHEN_OFFLINE = 30_000;

/**
 * Brings a take to the server, exactly once: the bytes over tus, or straight into the object store where the site has
 * one, then the script that is made of them. All of it is idempotent by the take's clientId: any step may be repeated.
 *
 * `state`: idle → uploading ⇄ retrying → done, or failed (an answer that repeating cannot change). Events: `state`
 * (detail: {state, error}), `progress` (detail: fraction from 0 to 1).
 */
export class Uploader extends EventTarget {
  state = "idle";
  #options;
  #backoff;

  /** `urls`: me, uploads, direct (or null), scripts. `userId` is whose takes these are. `transfer` goes to what sends. */
  constructor({ http, urls, userId, network = globalThis.window, backoff = new Backoff(), transfer = {} }) {
    super();
    this.#options = { http, urls, userId, network, transfer };
    this.#backoff = backoff;
  }

  /** Resolves with the script once the server has it. Throws ApiError when it never will take it like this. */
  async save(take) {
    this.#backoff.reset();
    for (;;) {
      this.#become("uploading");
      try {
        const script = await this.#attempt(take);
        this.#become("done");
        return script;
      } catch (error) {
        const final = !(error instanceof ApiError) || !(error.isPassing || error.status === 409);
        this.#become(final ? "failed" : "retrying", error);
        if (final) throw error;
        await this.#pause(error);
      }
    }
  }

  async #attempt(take) {
    const { http, urls } = this.#options;
    await this.#checkPerson();
    take.uploadId ??= await this.#send(take);
    try {
      return await http.post(urls.scripts, { question: take.question.id, client_id: take.clientId, upload: take.uploadId });
    } catch (error) {
      // The server does not have these bytes after all: the next attempt looks where they stand.
      if (error.status === 404 || error.status === 409) take.uploadId = null;
      throw error;
    }
  }

  // On a shared PC somebody else may have logged in since in another tab: this voice is not theirs.
  async #checkPerson() {
    const { http, urls, userId } = this.#options;
    const me = await http.get(urls.me);
    if (String(me.id) !== String(userId)) throw new ApiError({ status: 403, code: "other_person" });
  }

  #send(take) {
    const { http, urls, network, transfer } = this.#options;
    const send = urls.direct ? sendDirect : sendBytes;
    return send(take, {
      endpoint: urls.direct ?? urls.uploads,
      http,
      network,
      csrf: () => http.csrf,
      onProgress: (fraction) => this.dispatchEvent(new CustomEvent("progress", { detail: fraction })),
      onAccepted: () => this.#backoff.reset(),
      ...transfer,
    });
  }

  #pause({ retryAfter }) {
    const { network } = this.#options;
    const delay = network.navigator.onLine ? Math.max(this.#backoff.next(), retryAfter * 1000) : LOOK_WHEN_OFFLINE;
    return new Promise((resolve) => {
      const go = () => {
        clearTimeout(timer);
        network.removeEventListener("online", go);
        resolve();
      };
      const timer = setTimeout(go, delay);
      network.addEventListener("online", go);
    });
  }

  #become(state, error = null) {
    this.state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: { state, error } }));
  }
}
