"""A script's page, its editing without JavaScript, its deletion."""

import html as html_words
import json
import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from scripts.models import Question, Script
from tests.scripts import making


@pytest.fixture
def browser(client: Client, learner: User) -> Client:
    client.force_login(learner)
    return client


@pytest.fixture
def script(learner: User, question: Question) -> Script:
    return making.script(learner, question, sound=b"sound")


def data_of(answer: HttpResponse, name: str) -> Any:
    found = re.search(rf'<script id="{name}" type="application/json">(.*?)</script>', answer.content.decode(), re.S)
    assert found
    return json.loads(found[1])


def version_in(answer: HttpResponse) -> str:
    found = re.search(r'name="updated_at" value="([^"]+)"', answer.content.decode())
    assert found
    return html_words.unescape(found[1])


def test_the_page_shows_the_script_and_hands_its_data_to_the_module(browser: Client, script: Script) -> None:
    answer = browser.get(f"/scripts/{script.pk}/")
    text = answer.content.decode()
    assert 'data-testid="script" data-state="done"' in text
    assert "What do you usually do at the park?" in text
    assert "I usually go to the park near my house" in text
    data = data_of(answer, "script-data")
    assert data["words"][2] == {"text": "go", "start": 1.0, "end": 1.4, "confidence": 0.9}
    assert data["download_url"] == f"/api/v1/scripts/{script.pk}/audio/?download=1"
    assert data["urls"]["retry"] == f"/api/v1/scripts/{script.pk}/retry/"
    for testid in ("player", "download", "edit", "delete", "confirm"):
        assert f'data-testid="{testid}"' in text, testid


def test_a_failed_one_says_why_and_offers_another_try(browser: Client, script: Script) -> None:
    Script.objects.update(state="failed", error="no_speech", text="", words=[])
    text = browser.get(f"/scripts/{script.pk}/").content.decode()
    assert 'data-testid="script" data-state="failed"' in text
    assert "We heard no speech" in text
    assert 'data-testid="retry"' in text


def test_words_cannot_break_out_of_the_page(browser: Client, script: Script) -> None:
    evil = "</script><script>alert(1)</script><!--"
    Script.objects.update(text=evil, words=making.timed([evil]))
    answer = browser.get(f"/scripts/{script.pk}/")
    assert "<script>alert" not in answer.content.decode()
    assert data_of(answer, "script-data")["text"] == evil


def test_with_feedback_it_offers_no_deletion(browser: Client, script: Script) -> None:
    Script.objects.update(feedback_count=1)
    assert 'data-testid="delete"' not in browser.get(f"/scripts/{script.pk}/").content.decode()


@pytest.mark.parametrize("path", ["", "edit/", "delete/"])
def test_others_find_nothing(client: Client, other_learner: User, script: Script, path: str) -> None:
    address = f"/scripts/{script.pk}/{path}"
    assert client.get(address)["Location"] == f"/accounts/login/?next={address}"
    client.force_login(other_learner)
    body = {"text": "stolen", "updated_at": script.updated_at.isoformat()}
    for method in (client.get, client.post):
        assert method(address, body).status_code in (404, 405)
    script.refresh_from_db()
    assert script.text == " ".join(making.WORDS)


def test_only_the_right_methods(browser: Client, script: Script) -> None:
    assert browser.post(f"/scripts/{script.pk}/").status_code == 405
    assert browser.put(f"/scripts/{script.pk}/edit/").status_code == 405
    assert browser.get(f"/scripts/{script.pk}/delete/").status_code == 405


def test_the_text_is_edited_without_javascript(browser: Client, script: Script) -> None:
    version = version_in(browser.get(f"/scripts/{script.pk}/edit/"))
    body = {"text": "I walk\r\nin the park", "updated_at": version}
    answer = browser.post(f"/scripts/{script.pk}/edit/", body, follow=True)
    assert answer.redirect_chain == [(f"/scripts/{script.pk}/", 302)]
    assert "Your script is saved." in answer.content.decode()
    script.refresh_from_db()
    assert script.text == "I walk\nin the park"


def test_a_conflict_shows_both_texts_and_the_next_save_stands(browser: Client, script: Script) -> None:
    version = version_in(browser.get(f"/scripts/{script.pk}/edit/"))
    browser.post(f"/scripts/{script.pk}/edit/", {"text": "Words of another tab", "updated_at": version})
    refused = browser.post(f"/scripts/{script.pk}/edit/", {"text": "My own words", "updated_at": version})
    assert refused.status_code == 400
    shown = refused.content.decode()
    assert "The script was changed elsewhere" in shown
    assert "Words of another tab</blockquote>" in shown
    assert "My own words</textarea>" in shown
    body = {"text": "My own words", "updated_at": version_in(refused)}
    assert browser.post(f"/scripts/{script.pk}/edit/", body).status_code == 302
    script.refresh_from_db()
    assert script.text == "My own words"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("  ", "The script may not be empty."),
        ("x" * 20_001, "The script is too long."),
        ("a\0b", "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_stored_stays_on_the_screen(browser: Client, script: Script, text: str, says: str) -> None:
    version = version_in(browser.get(f"/scripts/{script.pk}/edit/"))
    answer = browser.post(f"/scripts/{script.pk}/edit/", {"text": text, "updated_at": version})
    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert text.strip("\0 ")[:5] in answer.content.decode()
    script.refresh_from_db()
    assert script.text == " ".join(making.WORDS)


@pytest.mark.parametrize("version", ["", "nonsense", "2026-13-99T00:00:00Z", "2026-01-01T00:00:00"])
def test_an_unknown_version_counts_as_another(browser: Client, script: Script, version: str) -> None:
    answer = browser.post(f"/scripts/{script.pk}/edit/", {"text": "Mine", "updated_at": version})
    assert answer.status_code == 400
    assert "The script was changed elsewhere" in answer.content.decode()
    script.refresh_from_db()
    assert script.text == " ".join(making.WORDS)


def test_what_is_being_written_down_cannot_be_edited_yet(browser: Client, script: Script) -> None:
    Script.objects.update(state="running")
    assert "still being written down" in browser.get(f"/scripts/{script.pk}/edit/").content.decode()
    # Somebody pressed "try again" in another tab while words were being typed here.
    body = {"text": "Typed meanwhile", "updated_at": script.updated_at.isoformat()}
    answer = browser.post(f"/scripts/{script.pk}/edit/", body)
    assert answer.status_code == 400
    assert "Typed meanwhile</textarea>" in answer.content.decode()
    assert "The script is still being written down." in answer.content.decode()


def test_it_is_deleted_without_javascript(browser: Client, script: Script) -> None:
    answer = browser.post(f"/scripts/{script.pk}/delete/", follow=True)
    assert answer.redirect_chain == [("/scripts/", 302)]
    assert "The script and its recording are deleted." in answer.content.decode()
    assert Script.objects.count() == 0
    assert browser.post(f"/scripts/{script.pk}/delete/").status_code == 404


def test_with_feedback_it_is_kept_and_said(browser: Client, script: Script) -> None:
    Script.objects.update(feedback_count=1)
    answer = browser.post(f"/scripts/{script.pk}/delete/", follow=True)
    assert answer.redirect_chain == [(f"/scripts/{script.pk}/", 302)]
    assert "A script with feedback cannot be deleted." in answer.content.decode()
    assert Script.objects.count() == 1


def test_a_form_from_elsewhere_changes_nothing(learner: User, script: Script) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(learner)
    assert browser.post(f"/scripts/{script.pk}/delete/").status_code == 403
    assert Script.objects.count() == 1
