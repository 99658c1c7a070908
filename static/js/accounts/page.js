import { sendOnce } from "./once.js";
import { showable } from "./password.js";

for (const box of document.querySelectorAll("[data-password]")) showable(box);
document.querySelector("[aria-invalid='true']")?.focus();
for (const form of document.querySelectorAll("form[data-once]")) sendOnce(form);
