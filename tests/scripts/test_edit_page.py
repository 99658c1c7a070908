"""The editor's page, and its form for browsers without JavaScript."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from scripts.models import Question, Script
from tests.scripts import making


@pytest.fixture
def browser(client: Client, learner: User) -> Client:
    client.force_login(learner)
    return client


@pytest.fixture
def script(learner: User, question: Question) -> Script:
    return making.script(learner, question, text="First line.\n\n<b>Second</b>")


def address(script: Script) -> str:
    return f"/scripts/{script.pk}/edit/"


def version_in(page: str) -> str:
    found = re.search(r'name="updated_at" value="([^"]+)"', page)
    assert found
    return found[1]


def typed_in(page: str) -> str:
    """What stands in the field."""
    found = re.search(r'<textarea[^>]*data-testid="script-text"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert found
    return found[1]


def test_it_shows_the_text_with_its_lines_and_the_hooks(browser: Client, script: Script) -> None:
    page = browser.get(address(script)).content.decode()
    assert typed_in(page) == "First line.\n\n&lt;b&gt;Second&lt;/b&gt;"
    assert [page.count(f'data-testid="{hook}"') for hook in ("save", "player", "script-text")] == [1, 1, 1]


def test_the_form_saves_and_returns_to_the_script(browser: Client, script: Script) -> None:
    version = version_in(browser.get(address(script)).content.decode())
    answer = browser.post(address(script), {"text": "New words", "updated_at": version}, follow=True)
    assert answer.redirect_chain == [(f"/scripts/{script.pk}/", 302)]
    assert "Your script is saved." in answer.content.decode()
    script.refresh_from_db()
    assert script.text == "New words"


def test_an_empty_text_is_refused_beside_the_field(browser: Client, script: Script) -> None:
    version = version_in(browser.get(address(script)).content.decode())
    answer = browser.post(address(script), {"text": " \n ", "updated_at": version})
    assert answer.status_code == 400
    fault = re.search(r"data-fault>(.+?)<", answer.content.decode())
    assert fault
    assert fault[1]
    script.refresh_from_db()
    assert script.text.startswith("First line.")


def test_a_change_made_elsewhere_is_shown_and_neither_text_is_lost(browser: Client, script: Script) -> None:
    version = version_in(browser.get(address(script)).content.decode())
    Script.objects.filter(pk=script.pk).update(text="Theirs.", updated_at=timezone.now())
    answer = browser.post(address(script), {"text": "Mine.", "updated_at": version})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert typed_in(page) == "Mine."
    assert re.search(r"<blockquote[^>]*>Theirs\.</blockquote>", page)
    script.refresh_from_db()
    assert script.text == "Theirs."


def test_after_the_conflict_saving_again_is_a_choice_that_counts(browser: Client, script: Script) -> None:
    version = version_in(browser.get(address(script)).content.decode())
    Script.objects.filter(pk=script.pk).update(text="Theirs.", updated_at=timezone.now())
    again = browser.post(address(script), {"text": "Mine.", "updated_at": version}).content.decode()
    browser.post(address(script), {"text": typed_in(again), "updated_at": version_in(again)})
    script.refresh_from_db()
    assert script.text == "Mine."


@pytest.mark.parametrize("version", ["", "yesterday", "2020-01-01T00:00:00+00:00"])
def test_a_made_up_version_overwrites_nothing(browser: Client, script: Script, version: str) -> None:
    answer = browser.post(address(script), {"text": "Mine.", "updated_at": version})
    assert answer.status_code == 400
    assert typed_in(answer.content.decode()) == "Mine."
    script.refresh_from_db()
    assert script.text.startswith("First line.")


def test_while_words_are_written_down_there_is_nothing_to_edit(
    browser: Client, learner: User, question: Question
) -> None:
    script = making.script(learner, question, state=Script.State.RUNNING, text="", words=[])
    page = browser.get(address(script)).content.decode()
    assert "still being written down" in page
    assert "<textarea" not in page
    assert "js/scripts/edit.js" not in page


def test_a_failed_answer_can_be_typed_by_hand(browser: Client, learner: User, question: Question) -> None:
    script = making.script(learner, question, state=Script.State.FAILED, error="no_speech", text="", words=[])
    version = version_in(browser.get(address(script)).content.decode())
    browser.post(address(script), {"text": "What I said", "updated_at": version})
    script.refresh_from_db()
    assert (script.state, script.text) == (Script.State.DONE, "What I said")
