import { errorFrom } from "../lib/http.js";
import { toast } from "../site/toasts.js";

/** Say why nothing is heard, once at a time, until something is. */
export function tellWhenSilent(player, audio, say, { show = toast, fetch = globalThis.fetch.bind(globalThis) } = {}) {
  let note = null;
  let isAsking = false;
  player.addEventListener("fault", async () => {
    if (isAsking || note?.isConnected) return;
    isAsking = true;
    note = show(await reason(audio.src, say, fetch), "error");
    isAsking = false;
  });
  audio.addEventListener("playing", () => note?.remove());
}

// The server's own sentence where it has one, as while its store is away. A redirect leads into the store: then the
// recording is there, and it is the browser that cannot play it.
async function reason(address, say, fetch) {
  try {
    const answer = await fetch(address, { redirect: "manual", headers: { Accept: "application/json", Range: "bytes=0-0" } });
    const said = answer.status >= 400 && errorFrom(answer.status, await answer.text()).detail;
    return said || say("no_sound");
  } catch {
    return say("no_sound");
  }
}
