import { forgetTakesOn } from "../record/forget.js";
import { keepAddress } from "./language.js";
import { forgetOnLogout } from "./logout.js";
import { startToasts } from "./toasts.js";

startToasts();
const language = document.querySelector("form[data-language]");
if (language) keepAddress(language);
const logout = document.querySelector("form[data-logout]");
if (logout) {
  forgetOnLogout(logout, sessionStorage, localStorage);
  forgetTakesOn(logout);
}
