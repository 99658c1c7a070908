import { readFileSync } from "node:fs";

const FOLDER = new URL("../../../templates/", import.meta.url);
const TAG = /\{%\s*(.*?)\s*%\}|\{\{\s*(.*?)\s*\}\}/s;

/**
 * The product's own template as HTML, so that page tests run on what is served: `for`, `include`, `translate` (the
 * English), variables; every other tag leaves nothing.
 */
export function render(name, values) {
  return run(readFileSync(new URL(name, FOLDER), "utf8"), values).html;
}

function run(source, values) {
  let html = "";
  let rest = source;
  for (;;) {
    const match = TAG.exec(rest);
    if (!match) return { html: html + rest, rest: "" };
    html += rest.slice(0, match.index);
    rest = rest.slice(match.index + match[0].length);
    const [, tag, variable] = match;
    const [word, ...words] = tag?.split(" ") ?? [];
    if (variable) html += look(variable, values) ?? "";
    else if (word === "translate") html += /"(.*)"/.exec(tag)[1];
    else if (word === "include") html += render(words[0].replaceAll('"', ""), values);
    else if (word === "endfor") return { html, rest };
    else if (word === "for") {
      const items = look(words[2], values) ?? [];
      const body = rest;
      rest = run(body, values).rest;
      html += items.map((item) => run(body, { ...values, [words[0]]: item }).html).join("");
    }
  }
}

function look(path, values) {
  return path.split(".").reduce((value, key) => value?.[key], values);
}
