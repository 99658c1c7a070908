import { byTestId, setState, text } from "../lib/dom.js";
import { Choice } from "./choice.js";
import { Controls } from "./controls.js";
import { MicrophonePanel } from "./microphone_panel.js";
import { QuestionCard } from "./question_card.js";
import { Recovery } from "./recovery.js";
import { Review } from "./review.js";

const RUNNING = ["recording", "paused"];
const STEPS = { choosing: 0, listening: 1, recording: 2, paused: 2, reviewing: 3, saving: 3, saved: 4 };

/** The parts of the record page, tied to what the person may do (`on`). */
export function makeViews(root, { say, window, player, microphone, vault }, on) {
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const choice = new Choice(part("choice"), { onChosen: on.chosen });
  const card = new QuestionCard(part("question"), { player, say });
  const panel = new MicrophonePanel(part("microphone"), { microphone, say, window });
  const controls = new Controls(part("controls"), { on, isActive: on.isActive, say, document: window.document });
  const review = new Review(part("review"), { on, say, URL: window.URL });
  const discard = (stored) => vault.discard(stored.clientId);
  const recovery = new Recovery(part("recovered"), { template: part("recovered-template"), on: { keep: on.keep, discard }, say });
  player.addEventListener("state", () => player.state === "playing" && panel.rest());
  byTestId(root, "another").addEventListener("click", on.another);
  byTestId(root, "back").addEventListener("click", on.back);

  // The keyboard goes on where the eyes do.
  const focus = {
    listening: () => card.focus(),
    recording: () => controls.focusStop(),
    reviewing: () => review.focus(),
  };

  return {
    card, panel, controls, review, recovery,

    set isBusy(value) {
      for (const name of ["start", "another"]) byTestId(root, name).disabled = value;
    },

    set notice(sentence) {
      text(part("notice"), sentence);
      part("notice").hidden = !sentence;
    },

    showQuestion(question, isOpen) {
      card.show(question, { picture: choice.pictureOf(question.topic), isOpen });
    },

    enter(state) {
      show(root, state);
      controls.state = RUNNING.includes(state) ? state : "idle";
      card.isLocked = RUNNING.includes(state);
      panel.isRecording = state === "recording";
      if (say.knows(`status_${state}`)) text(part("status"), say(`status_${state}`));
      if (["choosing", "listening", "reviewing"].includes(state)) window.scrollTo({ top: 0 });
      focus[state]?.();
    },
  };
}

/** Each element with `data-show` is there in the states it names; the stepper follows; `data-state` says it. */
function show(root, state) {
  for (const element of root.querySelectorAll("[data-show]")) {
    element.hidden = !element.dataset.show.split(" ").includes(state);
  }
  for (const [index, element] of root.querySelectorAll("[data-step]").entries()) {
    setState(element, index < STEPS[state] ? "done" : index === STEPS[state] ? "current" : "todo");
    if (index === STEPS[state]) element.setAttribute("aria-current", "step");
    else element.removeAttribute("aria-current");
  }
  setState(root, state);
}
