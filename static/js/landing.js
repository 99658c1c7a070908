import { clock } from "./lib/dom.js";
import { Timeline } from "./scripts/words.js";

/** Let the sample script play: words and waveform follow a clock, as on the script page. */
function play(demo) {
  const spans = [...demo.querySelectorAll("[data-start]")];
  const timeline = new Timeline(spans.map((span) => ({ start: Number(span.dataset.start) })));
  const duration = Number(demo.dataset.duration);
  const played = demo.querySelector("clipPath rect");
  const face = demo.querySelector(".demo-time");
  let began = null;
  let frame = 0;
  let current = spans.findIndex((span) => span.classList.contains("word-now"));

  function draw(now) {
    began ??= now;
    const time = ((now - began) / 1000) % duration;
    const index = timeline.at(time);
    if (index !== current) {
      spans[current]?.classList.remove("word-now");
      spans[index]?.classList.add("word-now");
      current = index;
    }
    played.setAttribute("width", String((400 * time) / duration));
    face.textContent = clock(time);
    frame = requestAnimationFrame(draw);
  }

  // Only what is looked at moves.
  new IntersectionObserver(([entry]) => {
    cancelAnimationFrame(frame);
    if (entry.isIntersecting) frame = requestAnimationFrame(draw);
  }).observe(demo);
}

if (!matchMedia("(prefers-reduced-motion: reduce)").matches) document.querySelectorAll("[data-demo]").forEach(play);
