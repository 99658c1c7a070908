import { isInApp } from "../record/microphone_errors.js";

const CONSTRAINTS = {
  mic: { channelCount: { ideal: 1 }, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  camera: {
    width: { min: 640, ideal: 1280, max: 1280 }, height: { min: 360, ideal: 720, max: 720 },
    frameRate: { ideal: 24, max: 30 },
  },
};
const KEYS = { mic: "audio", camera: "video" };

/** The code for a browser that has no devices for a page, or null. */
export function lacking({ isSecureContext, navigator }) {
  if (isSecureContext === false) return "insecure";
  if (navigator.mediaDevices?.getUserMedia) return null;
  return isInApp(navigator.userAgent) ? "in_app_browser" : "unsupported";
}

/** Open devices with one question: a promise of its track for each kind in `ids`; "" is the default one. */
export function openTogether(window, ids) {
  const all = openTracks(window, ids);
  // One that cannot be had must not take the other with it.
  const alone = (kind) => all.then((tracks) => tracks[kind], () => openOne(window, kind, ids[kind]));
  return Object.fromEntries(Object.keys(ids).map((kind) => [kind, alone(kind)]));
}

/** Open `id`. A remembered device may be gone, a camera may know no such size: then any one will do. */
export async function openOne(window, kind, id) {
  for (const wanted of new Set([id, ""])) {
    try {
      return (await openTracks(window, { [kind]: wanted }))[kind];
    } catch (error) {
      if (!["OverconstrainedError", "NotFoundError"].includes(error.name)) throw error;
    }
  }
  return (await openTracks(window, { [kind]: "" }, { isLoose: true }))[kind];
}

async function openTracks(window, ids, { isLoose = false } = {}) {
  const wanted = Object.entries(ids).map(([kind, id]) => [KEYS[kind], isLoose ? true : constraints(kind, id)]);
  const stream = await window.navigator.mediaDevices.getUserMedia(Object.fromEntries(wanted));
  const tracks = { mic: stream.getAudioTracks()[0], camera: stream.getVideoTracks()[0] };
  return Object.fromEntries(Object.keys(ids).map((kind) => [kind, tracks[kind]]));
}

function constraints(kind, id) {
  return id ? { ...CONSTRAINTS[kind], deviceId: { exact: id } } : CONSTRAINTS[kind];
}
