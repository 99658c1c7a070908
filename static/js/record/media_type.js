/** Containers that the server takes, best first. */
const WEBM_FIRST = ["audio/webm;codecs=opus", "audio/webm", "audio/mp4;codecs=mp4a.40.2", "audio/mp4", "audio/ogg;codecs=opus"];

/** Safari claims WebM since 18.4, but what it writes breaks players: there MP4 goes first. */
const MP4_FIRST = ["audio/mp4;codecs=mp4a.40.2", "audio/mp4", ...WEBM_FIRST];

/** The type to record in, or "" to let the browser choose. Every browser on iOS is Safari inside. */
export function mediaType({ MediaRecorder, navigator }) {
  const wanted = navigator.vendor?.startsWith("Apple") ? MP4_FIRST : WEBM_FIRST;
  return wanted.find((type) => MediaRecorder.isTypeSupported(type)) ?? "";
}
