import { ApiError } from "../lib/http.js";

/** Without any byte moving for this long a connection is taken for dead (milliseconds). */
const STALL = 60_000;

/**
 * Send the bytes of `take` straight into the object store, part by part, by addresses that our server signs. Resolves
 * with the upload's id. One attempt: what has arrived is asked for first and not sent again. Throws ApiError when it is
 * cut off, stalls, or is refused.
 */
export async function sendDirect(take, options) {
  const { http, endpoint, onProgress, onAccepted } = options;
  const blob = take.blob();
  const upload = await http.post(endpoint, { client_id: take.clientId, size: blob.size });
  const sizeOf = (number) => Math.min(upload.part_bytes, blob.size - (number - 1) * upload.part_bytes);
  let done = upload.arrived.reduce((sum, number) => sum + sizeOf(number), 0);
  for (let number = 1; number <= upload.parts; number += 1) {
    if (upload.arrived.includes(number)) continue;
    const { url } = await http.post(`${endpoint}${upload.id}/parts/${number}/`);
    const start = (number - 1) * upload.part_bytes;
    // A slice carries no type: the store is told nothing but the bytes.
    const part = blob.slice(start, start + sizeOf(number));
    await put(url, part, { ...options, onProgress: (sent) => onProgress((done + sent) / blob.size) });
    done += part.size;
    onAccepted();
  }
  onProgress(1);
  return upload.id;
}

/** Whatever the store says no with passes: the next attempt asks anew what has arrived, and for a fresh address. */
function put(url, part, { network, onProgress, stall = STALL, Request = globalThis.XMLHttpRequest }) {
  return new Promise((resolve, reject) => {
    const request = new Request();
    let timer;
    const settle = (act) => {
      clearTimeout(timer);
      network.removeEventListener("offline", cut);
      act();
    };
    const fail = () => settle(() => reject(new ApiError({ code: "store" })));
    const cut = () => {
      request.abort();
      fail();
    };
    const alive = () => {
      clearTimeout(timer);
      timer = setTimeout(cut, stall);
    };
    request.open("PUT", url);
    request.upload.addEventListener("progress", (event) => {
      alive();
      onProgress(event.loaded);
    });
    request.addEventListener("load", () => (request.status < 300 ? settle(resolve) : fail()));
    request.addEventListener("error", fail);
    network.addEventListener("offline", cut);
    alive();
    request.send(part);
  });
}
