/** Let `button` copy what `source()` gives; `told` hears `copied` or `uncopied`. */
export function letCopy(button, source, told, clipboard = globalThis.navigator?.clipboard) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      // Without a secure connection there is no clipboard at all.
      await clipboard.writeText(source());
      told("copied");
    } catch {
      told("uncopied");
    }
  });
}
