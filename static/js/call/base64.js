const BLOCK = 0x8000;

export function toBase64(bytes) {
  let binary = "";
  for (let at = 0; at < bytes.length; at += BLOCK) binary += String.fromCharCode(...bytes.subarray(at, at + BLOCK));
  return btoa(binary);
}

/** The bytes, or null for what is no base64. */
export function fromBase64(text) {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}
