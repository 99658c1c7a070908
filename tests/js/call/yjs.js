/** A peer's own Yjs: nothing but bytes goes between it and ours. */
import "./dom.js";
import "../../../static/vendor/editor.js";

// It warns of two in one page, which is what two pages are here.
delete globalThis["__ $YJS$ __"];

export const { Doc, Map: YMap, XmlElement, encodeStateAsUpdate, encodeStateVector } = await import("yjs");
