import { Upload } from "../../vendor/tus.js";
import { ApiError, errorFrom } from "../lib/http.js";

/** What is sent again after a cut at most (bytes). */
export const CHUNK = 512 * 1024;

/** Without any byte moving for this long a connection is taken for dead (milliseconds). */
const STALL = 60_000;

/**
 * Send the bytes of `take` over tus, going on where the server stands, and resolve with the upload's id. One attempt:
 * throws ApiError when it is cut off, stalls, or is refused.
 *
 * Nothing is put into localStorage; the take itself remembers its upload.
 */
export function sendBytes(take, options) {
  const { endpoint, network, csrf, onProgress, onAccepted, httpStack, chunkSize = CHUNK, stall = STALL } = options;
  return new Promise((resolve, reject) => {
    let timer;
    const settle = (act) => (value) => {
      clearTimeout(timer);
      network.removeEventListener("offline", cut);
      act(value);
    };
    const succeed = settle(resolve);
    const fail = settle(reject);
    const cut = () => {
      upload.abort();
      fail(new ApiError());
    };
    const alive = () => {
      clearTimeout(timer);
      timer = setTimeout(cut, stall);
    };
    const upload = new Upload(take.blob(), {
      endpoint: new URL(endpoint, globalThis.location?.href).href, // tus resolves a relative Location against it
      uploadUrl: take.uploadUrl,
      chunkSize,
      retryDelays: null,
      storeFingerprintForResuming: false,
      metadata: { client_id: take.clientId },
      ...(httpStack && { httpStack }),
      onBeforeRequest: (request) => request.setHeader("X-CSRFToken", csrf()),
      onUploadUrlAvailable: () => take.rememberUpload(upload.url),
      onProgress: (sent, total) => {
        alive();
        onProgress(sent / total);
      },
      onChunkComplete: onAccepted,
      onError: (error) => fail(asApiError(error)),
      onSuccess: () => succeed(idOf(upload.url)),
    });
    network.addEventListener("offline", cut);
    alive();
    upload.start();
  });
}

function idOf(url) {
  return new URL(url, globalThis.location?.href).pathname.split("/").filter(Boolean).at(-1);
}

function asApiError(error) {
  const response = error.originalResponse;
  if (!response?.getStatus()) return new ApiError();
  return errorFrom(response.getStatus(), response.getBody(), response.getHeader("Retry-After"));
}
