/** The play buttons of a list of questions: one voice at a time. */
const player = new Audio();
let playing = null;

const stop = () => {
  player.pause();
  playing?.removeAttribute("data-playing");
  playing = null;
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-voice]");
  if (!button) return;
  const again = button === playing;
  stop();
  if (again) return;
  playing = button;
  button.setAttribute("data-playing", "");
  player.src = button.dataset.voice;
  player.play().catch(stop);
});
player.addEventListener("ended", stop);
