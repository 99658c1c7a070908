import { startDeviceCheck } from "./check.js";

startDeviceCheck(document.querySelector("[data-device-check]"));
