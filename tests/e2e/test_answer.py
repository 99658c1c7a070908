"""The learner's main job: hear a question, answer aloud, read the own words."""

import re
from collections.abc import Callable
from pathlib import Path

import jiwer
import pytest
from playwright.sync_api import expect
from whisper_normalizer.english import EnglishTextNormalizer

from tests.e2e.conftest import SPEECH, Opener
from tests.e2e.pages import by, choose, join, record, save, sign_up, wait_for_words, wait_until_recorded

ANSWER_SECONDS = 72
NAMES = sorted(path.stem for path in SPEECH.glob("*.ogg"))
MEAN_WORD_ERROR_RATE = 0.30
FEW_FRAMES = """
const frame = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = (draw) => setTimeout(() => frame(draw), 500);
window.cancelAnimationFrame = clearTimeout;
"""
"""Six level meters at sixty pictures a second would take two processors for nobody's eyes: two a second will do."""


def word_error_rate(name: str, heard: str) -> float:
    normal = EnglishTextNormalizer()
    return jiwer.wer(normal((SPEECH / f"{name}.txt").read_text()), normal(heard))


@pytest.mark.timeout(420)
def test_each_real_answer_becomes_a_script_of_its_words(open_page: Opener, speech_wav: Callable[[str], Path]) -> None:
    """Six people answer at the same time, each in a browser of their own; nobody reloads a page."""
    pages = {name: open_page(speech_wav(name), width=390, height=600) for name in NAMES}
    for page in pages.values():
        page.add_init_script(FEW_FRAMES)
        join(page)
        choose(page)
    for page in pages.values():
        by(page, "record").click()
    for page in pages.values():
        wait_until_recorded(page, ANSWER_SECONDS)
        by(page, "stop").click()
        save(page)
    rates = {name: word_error_rate(name, wait_for_words(page)) for name, page in pages.items()}
    assert sum(rates.values()) / len(rates) <= MEAN_WORD_ERROR_RATE, rates


def test_the_question_is_heard_first_and_read_after_the_answer(
    open_page: Opener, speech_wav: Callable[[str], Path]
) -> None:
    page = open_page(speech_wav("1027"))
    sign_up(page)
    with page.expect_response(re.compile(r"/questions/\d+/audio/")) as spoken:
        choose(page)
    assert spoken.value.status in (200, 206)
    assert spoken.value.headers["content-type"] == "audio/mp4"
    expect(by(page, "question-text")).to_be_hidden()
    by(page, "play-question").click()
    expect(by(page, "play-question")).to_have_attribute("data-state", "playing")
    record(page, seconds=4)
    expect(by(page, "question-text")).to_be_visible()
    expect(by(page, "question-text")).not_to_be_empty()


def test_a_missing_choice_is_said_and_nothing_else_happens(open_page: Opener) -> None:
    page = open_page()
    sign_up(page)
    page.goto("/scripts/new/")
    by(page, "start").click()
    expect(by(page, "error-topic")).to_be_visible()
    expect(by(page, "error-level")).to_be_visible()
    expect(by(page, "play-question")).to_be_hidden()
