/** `{mics, cameras, speakers}`, each `[{id, label}]`. Browsers tell names only once something has been opened. */
export async function listDevices(mediaDevices) {
  let all = [];
  try {
    all = (await mediaDevices?.enumerateDevices?.()) ?? [];
  } catch {
    // Not told: then there is nothing to choose.
  }
  const of = (input) => all.filter(({ kind, deviceId }) => kind === input && deviceId)
    .map(({ deviceId, label }) => ({ id: deviceId, label }));
  return { mics: of("audioinput"), cameras: of("videoinput"), speakers: of("audiooutput") };
}
