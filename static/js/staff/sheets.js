// A large sheet is looked at for seconds: say so, and send it once.
for (const form of document.querySelectorAll("form[data-once]")) {
    const button = form.querySelector("[data-busy]");
    const label = button.textContent;

    form.addEventListener("submit", () => {
        button.disabled = true;
        button.textContent = button.dataset.busy;
    });
    // The browser's way back may show the page as it was left.
    window.addEventListener("pageshow", () => {
        button.disabled = false;
        button.textContent = label;
    });
}
