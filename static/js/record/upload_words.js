/** What a person is told while an answer is sent. The server's own sentence is the best one, where it has one. */
export function uploadSentence({ state, error }, { say, isOnline }) {
  if (state === "retrying") return error.detail || say(isOnline ? "retrying" : "offline");
  if (state !== "failed") return state === "idle" ? "" : say(state === "done" ? "saved" : "uploading");
  if (error.code === "other_person") return say("other_person");
  if (needsLogin({ state, error })) return say("logged_out");
  return error.detail || say("refused");
}

export function needsLogin({ state, error }) {
  return state === "failed" && [401, 403].includes(error.status);
}
