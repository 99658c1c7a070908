/** Small words for the page. Text goes in as text: nothing here, or anywhere, writes HTML. */

export function byTestId(root, id) {
  return root.querySelector(`[data-testid="${id}"]`);
}

/** Mirror a state into `data-state`, where styles, tests and assistive scripts read it. */
export function setState(element, state) {
  if (element.dataset.state !== state) element.dataset.state = state;
}

export function text(element, value) {
  if (element.textContent !== value) element.textContent = value;
}

/** The value that Django's `json_script` put into the page under `id`. */
export function readJson(document, id) {
  return JSON.parse(document.getElementById(id).textContent);
}

/**
 * The translated sentences of `<template id="…"><p data-message="code">…</p></template>` as a function from a code and
 * values for its `{placeholders}` to the sentence. An unknown code throws: a person is never shown an empty notice.
 */
export function readMessages(document, id) {
  const entries = document.getElementById(id).content.querySelectorAll("[data-message]");
  const sentences = new Map([...entries].map((entry) => [entry.dataset.message, entry.textContent.trim()]));
  const say = (code, values = {}) => {
    if (!sentences.has(code)) throw new RangeError(`no message for ${code}`);
    return sentences.get(code).replace(/\{(\w+)\}/g, (hole, name) => values[name] ?? hole);
  };
  say.knows = (code) => sentences.has(code);
  return say;
}

/** Seconds as `m:ss`. */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
