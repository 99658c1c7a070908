/** Why there is no microphone, as a code that the page has a sentence for. */

export const MICROPHONE_CODES = [
  "insecure", "unsupported", "in_app_browser", "denied", "no_device", "busy", "lost", "unknown",
];

/** A browser inside another app. Many of them have no recording, or refuse it without asking. */
const IN_APP = /KAKAOTALK|NAVER\(inapp|Instagram|FBAN|FBAV|FB_IAB|\bLine\//i;

const CODES = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "no_device",
  OverconstrainedError: "no_device",
  NotReadableError: "busy",
  AbortError: "busy",
};

export class MicrophoneError extends Error {
  constructor(code, cause) {
    super(code, { cause });
    this.name = "MicrophoneError";
    this.code = code;
  }
}

export function isInApp(userAgent) {
  return IN_APP.test(userAgent);
}

/** The code for what `getUserMedia` threw. */
export function codeFor(error, userAgent) {
  const code = CODES[error?.name] ?? "unknown";
  return isInApp(userAgent) && code === "denied" ? "in_app_browser" : code;
}

/** The code for a browser that cannot record at all, or null when it can. */
export function missing({ isSecureContext, navigator, MediaRecorder }) {
  if (!isSecureContext) return "insecure";
  if (navigator.mediaDevices?.getUserMedia && MediaRecorder) return null;
  return isInApp(navigator.userAgent) ? "in_app_browser" : "unsupported";
}

/**
 * An address that opens `url` outside of the app whose browser this is, or null where there is no such way:
 * KakaoTalk has one of its own; on Android an intent works from the others; elsewhere the address must be copied.
 */
export function outsideLink(url, userAgent) {
  if (/KAKAOTALK/i.test(userAgent)) return `kakaotalk://web/openExternal?url=${encodeURIComponent(url)}`;
  if (!/Android/i.test(userAgent)) return null;
  const { protocol, host, pathname, search } = new URL(url);
  return `intent://${host}${pathname}${search}#Intent;scheme=${protocol.slice(0, -1)};end`;
}
