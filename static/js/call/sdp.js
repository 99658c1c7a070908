/** The little that is read from a description or a candidate of the other page before the browser gets it. */

const SDP_LENGTH = 64 * 1024;
const TYPES = new Set(["offer", "answer"]);

/** The page and the number of the round that a signal names; null for what it does not. */
export function namesIn({ page, round }) {
  const isWord = typeof page === "string" && page !== "" && page.length <= 100;
  return { page: isWord ? page : null, number: Number.isSafeInteger(round) ? round : null };
}

/** `{type, sdp}` of what may be a description, or null. */
export function descriptionIn(data) {
  const { type, sdp } = data?.description ?? {};
  return TYPES.has(type) && typeof sdp === "string" && sdp.length <= SDP_LENGTH ? { type, sdp } : null;
}

/** The candidate that `data` carries, null for the end of them, undefined for none or for nonsense. */
export function candidateIn(data) {
  const found = data?.candidate;
  if (found === null || found === "" || found?.candidate === "") return null;
  if (typeof found?.candidate !== "string" || found.candidate.length > 1024) return undefined;
  return { candidate: found.candidate, sdpMid: found.sdpMid ?? null, sdpMLineIndex: found.sdpMLineIndex ?? null };
}

const field = (name) => (description) => new RegExp(`^a=${name}:(\\S.*?)\\s*$`, "m").exec(description?.sdp ?? "")?.[1] ?? "";

/** What stays the same as long as the other's peer connection does. */
export const fingerprintOf = field("fingerprint");

/** What changes with each restart of ICE. */
export const fragmentOf = field("ice-ufrag");
