// Bundles the browser libraries of package.json into static/vendor/, byte for byte the same each time.
// `--check` builds into memory and fails when the committed files differ.
import { readdir, readFile, rm, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const OUT = path.join(ROOT, "static", "vendor");
const MODULES = path.join(ROOT, "node_modules");

const BUNDLES = {
  "bootstrap.js": 'export * from "bootstrap";',
  // One bundle for the editor and its document: Yjs refuses to be in a page twice.
  "editor.js": `
    export {
      Doc, applyUpdate, createAbsolutePositionFromRelativePosition, createRelativePositionFromTypeIndex,
      decodeRelativePosition, decodeUpdate, encodeRelativePosition, encodeStateAsUpdate, encodeStateVector,
    } from "yjs";
    export { QuillBinding } from "y-quill";
    export { default as Quill } from "quill/core.js";
    export { ClassAttributor, Scope } from "parchment";
    export { default as Clipboard } from "quill/modules/clipboard.js";
    export { default as History } from "quill/modules/history.js";
    export { default as Bold } from "quill/formats/bold.js";
    export { default as Strike } from "quill/formats/strike.js";
    export { default as Underline } from "quill/formats/underline.js";`,
  "idb.js": 'export * from "idb";',
  // The untranspiled sources: half the size of what the package exports by default.
  "tus.js": 'export { Upload, DetailedError } from "tus-js-client/lib/browser/index.js";',
  "wavesurfer.js": 'export { default } from "wavesurfer.js";',
};
const PACKAGES = [
  "@popperjs/core", "bootstrap", "bootstrap-icons", "eventemitter3", "fast-diff", "idb", "js-base64", "lib0", "lodash-es",
  "lodash.clonedeep", "lodash.isequal", "lodash.throttle", "parchment", "querystringify", "quill", "quill-delta",
  "requires-port", "tus-js-client", "url-parse", "wavesurfer.js", "y-quill", "yjs",
];

async function bundle(source) {
  const result = await build({
    stdin: { contents: source, resolveDir: ROOT },
    bundle: true,
    format: "esm",
    platform: "browser",
    target: ["es2022"],
    minify: true,
    legalComments: "none",
    write: false,
    logLevel: "error",
  });
  return result.outputFiles[0].text;
}

// The pointer to a source map that is not shipped would stop Django's manifest storage.
async function stylesheet() {
  const css = await readFile(path.join(MODULES, "bootstrap/dist/css/bootstrap.min.css"), "utf8");
  return `${css.replace(/\s*\/\*# sourceMappingURL=.*?\*\//, "")}\n`;
}

async function icons() {
  const list = await readFile(path.join(ROOT, "build", "icons.txt"), "utf8");
  const names = [...new Set(list.split("\n").map((line) => line.trim()).filter((line) => line && !line.startsWith("#")))];
  const symbols = await Promise.all(names.sort().map(async (name) => {
    const svg = await readFile(path.join(MODULES, "bootstrap-icons/icons", `${name}.svg`), "utf8");
    const inner = svg.slice(svg.indexOf(">") + 1, svg.lastIndexOf("</svg>")).replace(/\n\s*/g, "");
    return `<symbol id="${name}" viewBox="0 0 16 16" fill="currentColor">${inner}</symbol>`;
  }));
  return `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`;
}

async function licence(name) {
  const folder = path.join(MODULES, name);
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const { version } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
  const text = await readFile(path.join(folder, file), "utf8");
  return `${name} ${version}\n\n${text.trim()}\n`;
}

async function render() {
  const files = new Map();
  for (const [name, source] of Object.entries(BUNDLES)) files.set(name, await bundle(source));
  files.set("bootstrap.css", await stylesheet());
  files.set("icons.svg", await icons());
  for (const name of PACKAGES) {
    files.set(`licenses/${name.replace("@", "").replace("/", "-")}.txt`, await licence(name));
  }
  return files;
}

async function committed() {
  const entries = await readdir(OUT, { recursive: true, withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isFile())
    .map((entry) => path.relative(OUT, path.join(entry.parentPath ?? entry.path, entry.name)));
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(path.join(OUT, name), "utf8")])));
}

const wanted = await render();
if (process.argv.includes("--check")) {
  const present = await committed();
  const names = new Set([...wanted.keys(), ...present.keys()]);
  const different = [...names].filter((name) => wanted.get(name) !== present.get(name)).sort();
  for (const name of different) console.error(`static/vendor/${name} differs from a fresh build`);
  if (different.length) process.exit(1);
  console.log(`static/vendor: ${wanted.size} files, as built from the lock file`);
} else {
  await rm(OUT, { recursive: true, force: true });
  for (const [name, text] of wanted) {
    await mkdir(path.dirname(path.join(OUT, name)), { recursive: true });
    await writeFile(path.join(OUT, name), text);
  }
  console.log(`static/vendor: ${wanted.size} files written`);
}
