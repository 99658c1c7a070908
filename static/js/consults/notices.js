/** The button that asks for the browser's notifications, and what stands there once that is decided. */
export function offerNotices(root, notifier) {
  const button = root.querySelector("[data-notify]");
  const show = (permission) => {
    button.hidden = permission !== "default";
    for (const line of root.querySelectorAll("[data-notify-state]")) {
      line.hidden = line.dataset.notifyState !== (permission === "granted" ? "on" : permission);
    }
  };
  button.addEventListener("click", async () => show(await notifier.ask()));
  show(notifier.permission);
}
