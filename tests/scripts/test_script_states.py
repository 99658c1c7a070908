"""What a script's page and editor show in each state of the script."""

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from scripts.models import Question, Script
from scripts.templatetags.script_words import FAILURES, clock, failure
from tests.scripts import making

UNWRITTEN: dict[str, Any] = {"text": "", "words": []}


@pytest.fixture
def browser(client: Client, learner: User) -> Client:
    client.force_login(learner)
    return client


def read(browser: Client, script: Script, path: str = "") -> str:
    answer = browser.get(f"/scripts/{script.pk}/{path}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_has_every_hook_once(browser: Client, learner: User, question: Question) -> None:
    page = read(browser, making.script(learner, question))
    for hook in ("script", "script-text", "player", "download", "edit", "delete", "confirm", "retry"):
        assert page.count(f'data-testid="{hook}"') == 1, hook


def test_the_waveform_may_bring_its_style(browser: Client, learner: User, question: Question) -> None:
    answer = browser.get(f"/scripts/{making.script(learner, question).pk}/")
    nonce = re.search(r'data-nonce="([^"]{16,})"', answer.content.decode())
    assert nonce
    assert f"'nonce-{nonce[1]}'" in answer["Content-Security-Policy"].split("style-src")[1].split(";")[0]


def test_while_it_is_written_it_says_so_and_comes_back_without_javascript(
    browser: Client, learner: User, question: Question
) -> None:
    page = read(browser, making.script(learner, question, state=Script.State.PENDING, **UNWRITTEN))
    assert 'data-state="pending"' in page
    assert "Writing down your words" in page
    assert '<noscript><meta http-equiv="refresh"' in page


def test_a_failure_offers_three_ways_on_and_waits_for_nothing(
    browser: Client, learner: User, question: Question
) -> None:
    script = making.script(learner, question, state=Script.State.FAILED, error="quota", **UNWRITTEN)
    page = read(browser, script)
    ways = page.split('data-testid="retry"')[1].split("</div>")[0]
    assert 'href="/scripts/new/"' in ways
    assert f'href="/scripts/{script.pk}/edit/"' in ways
    assert '<meta http-equiv="refresh"' not in page


def test_a_failed_answer_can_be_typed_by_hand(browser: Client, learner: User, question: Question) -> None:
    script = making.script(learner, question, state=Script.State.FAILED, error="no_speech", **UNWRITTEN)
    version = re.search(r'name="updated_at" value="([^"]+)"', read(browser, script, "edit/"))
    assert version
    browser.post(f"/scripts/{script.pk}/edit/", {"text": "What I said", "updated_at": version[1]})
    script.refresh_from_db()
    assert (script.state, script.text) == (Script.State.DONE, "What I said")


def test_every_reason_has_its_sentence_also_for_the_module(browser: Client, learner: User, question: Question) -> None:
    page = read(browser, making.script(learner, question))
    for code in [*FAILURES, "unknown"]:
        assert page.count(f'data-message="failed.{code}"') == 1
    assert failure("a_new_code") == failure("unknown")
    assert len({str(sentence) for sentence in FAILURES.values()}) == len(FAILURES)


def test_a_recording_that_breaks_off_is_told(browser: Client, learner: User, question: Question) -> None:
    assert "breaks off" not in read(browser, making.script(learner, question))
    assert "breaks off" in read(browser, making.script(learner, question, incomplete=True))


def test_the_editor_shows_every_line_and_its_hooks(browser: Client, learner: User, question: Question) -> None:
    page = read(browser, making.script(learner, question, text="First.\n\n<b>Second</b>"), "edit/")
    assert ">First.\n\n&lt;b&gt;Second&lt;/b&gt;</textarea>" in page
    assert [page.count(f'data-testid="{hook}"') for hook in ("save", "player", "script-text")] == [1, 1, 1]


@pytest.mark.parametrize(("seconds", "shown"), [(0, "0:00"), (59.9, "0:59"), (60, "1:00"), (754.2, "12:34")])
def test_lengths_are_minutes_and_seconds(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown
