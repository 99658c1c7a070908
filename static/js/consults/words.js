/** How many instructors are online, as a sentence. */
export function onlineWords(say, count) {
  if (!count) return say("online.none");
  return count === 1 ? say("online.one") : say("online.many", { count });
}

/** How long others waited lately, rounded so that it promises nothing; unknown stays unknown. */
export function waitWords(say, seconds) {
  if (seconds === null || seconds === undefined) return say("wait.unknown");
  const minutes = Math.ceil(seconds / 60);
  if (minutes <= 1) return say("wait.short");
  if (minutes > 60) return say("wait.hours");
  return say("wait.minutes", { minutes: minutes <= 10 ? minutes : Math.ceil(minutes / 5) * 5 });
}

/** How long somebody has waited, for a row of the line. */
export function waitedWords(say, milliseconds) {
  const minutes = Math.floor(Math.max(0, milliseconds) / 60_000);
  if (minutes < 1) return say("waited.now");
  if (minutes < 60) return say("waited.minutes", { minutes });
  return say("waited.hours", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

/** Place in line and instructors online, in one line of the bar. */
export function lineWords(say, { position, instructors_online: online }) {
  const place = position ? say("place", { position }) : say("in_line");
  // Where the bar is narrow the line breaks between the two.
  return `${place} · ${onlineWords(say, online).replaceAll(" ", "\u00a0")}`;
}

/** Why a consult that never became a call has ended. */
export function overWords(say, consult) {
  const code = `over.${consult?.ended_reason}`;
  return say(say.knows(code) ? code : "over.other");
}
