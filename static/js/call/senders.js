/** Kinds of tracks in the order of their transceivers. */
export const KINDS = ["mic", "camera", "screen"];
export const MEDIA = { mic: "audio", camera: "video", screen: "video" };

const LIMITS = {
  mic: { priority: "high", networkPriority: "high" },
  camera: { maxBitrate: 1_200_000, maxFramerate: 30 },
  screen: { maxBitrate: 1_500_000 },
};

/** Send `track`, or nothing, through `sender`. Whether it worked: a sender of a round that has ended cannot. */
export async function put(sender, kind, track) {
  try {
    await sender.replaceTrack(track);
  } catch {
    return false;
  }
  await limit(sender, kind);
  return true;
}

/** Keep to the rate that `kind` is allowed. Browsers that know no such limit go without. */
export async function limit(sender, kind) {
  try {
    const parameters = sender.getParameters();
    if (!parameters.encodings?.length) return;
    Object.assign(parameters.encodings[0], LIMITS[kind]);
    await sender.setParameters(parameters);
  } catch {
    // Not negotiated yet, or changed by another call at the same time: the next one sets it.
  }
}
