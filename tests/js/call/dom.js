/** Quill asks for a document when it is loaded: import this before whatever imports the editor. */
import { Window } from "happy-dom";

const window = new Window({ url: "http://localhost/" });
for (const name of ["document", "navigator", "Node", "MutationObserver", "HTMLElement"]) globalThis[name] ??= window[name];
