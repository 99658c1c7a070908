/** What an instructor may do to words. The server's sanitiser (consults/richtext.py) knows the same, and a test compares them. */
export const SIZES = ["small", "large", "huge"];
export const COLORS = ["red", "orange", "green", "blue", "purple", "gray"];
export const BACKGROUNDS = ["yellow", "green", "blue", "pink"];
/** As the editor and the shared document call them. */
export const FORMATS = ["bold", "strike", "underline", "size", "color", "background"];
