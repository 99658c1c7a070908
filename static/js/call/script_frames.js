/** Messages of the channel `script`: see docs/call.md. */

export const ASK = 1;
export const WHOLE = 2;
export const EDIT = 3;

const EPOCH_BYTES = 8;
/** More than any state vector of a script has. */
const ASK_BYTES = 64 * 1024;

export function ask(epoch, stateVector) {
  const body = new TextEncoder().encode(JSON.stringify({ epoch, sv: stateVector }));
  return join([ASK], body);
}

export function whole(epoch, update) {
  return join([WHOLE], epoch, update);
}

export function edit(epoch, update) {
  return join([EDIT], epoch, update);
}

/** `{kind, epoch, update}`, `{kind: ASK, epoch, sv}`, or null for what is no message. */
export function readFrame(bytes) {
  const kind = bytes[0];
  if (kind === ASK) return readAsk(bytes.subarray(1));
  if ((kind !== WHOLE && kind !== EDIT) || bytes.length <= EPOCH_BYTES + 1) return null;
  return { kind, epoch: bytes.slice(1, EPOCH_BYTES + 1), update: bytes.subarray(EPOCH_BYTES + 1) };
}

export function isSameEpoch(one, other) {
  return Boolean(one && other) && one.length === other.length && one.every((byte, index) => byte === other[index]);
}

function readAsk(body) {
  if (body.length > ASK_BYTES) return null;
  try {
    const { epoch, sv } = JSON.parse(new TextDecoder().decode(body));
    const text = (value) => (typeof value === "string" ? value : null);
    return { kind: ASK, epoch: text(epoch), sv: text(sv) };
  } catch {
    return null;
  }
}

function join(...pieces) {
  const bytes = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
