/** Told to the window when the person has agreed to lose what is not saved: nothing else need ask again. */
export const FORGOTTEN = "takesforgotten";

/** How long logging out waits for the device to forget (milliseconds): it must never be impossible. */
const PATIENCE = 3000;

/**
 * Before the person leaves by `form`, their takes leave this device: on a shared computer nobody may come after them
 * and hear them. An answer that is not saved yet is asked about first, with the form's `data-unsaved` (without it nothing
 * is asked). `data-person` is whose takes these are.
 */
export function forgetTakesOn(form, { window = globalThis.window, open = openVaultLater, patience = PATIENCE } = {}) {
  let isUnderWay = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isUnderWay) return;
    isUnderWay = true;
    const isFree = await forget(form, window, Promise.race([open(), later(patience)])).catch(() => true);
    isUnderWay = false;
    if (isFree) form.submit();
  });
}

async function forget({ dataset }, window, opening) {
  const person = Number(dataset.person);
  const vault = await opening;
  try {
    const isKept = (await vault.count(person)) > 0;
    if (isKept && dataset.unsaved && !window.confirm(dataset.unsaved)) return false;
    await vault.clearUser(person);
    window.dispatchEvent(new Event(FORGOTTEN));
    return true;
  } finally {
    vault.close();
  }
}

/** Only who leaves needs the database's code. */
async function openVaultLater() {
  const { openVault } = await import("./vault.js");
  return openVault();
}

function later(patience) {
  return new Promise((_resolve, reject) => setTimeout(reject, patience, new Error("the vault does not open")));
}
