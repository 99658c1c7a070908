"""Editing never loses words: not the learner's, not another tab's."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from rest_framework.test import APIClient

from accounts.models import User
from scripts.exceptions import EditConflict, NoSuchScript
from scripts.models import Question, Script
from scripts.services.editing import edit_script
from tests.race import at_once
from tests.scripts import making


@pytest.fixture
def script(learner: User, question: Question) -> Script:
    return making.script(learner, question)


def patch(api: APIClient, script: Script, text: Any, **fields: Any) -> HttpResponse:
    body = {"text": text, "updated_at": api.get(f"/api/v1/scripts/{script.pk}/").json()["updated_at"], **fields}
    return api.patch(f"/api/v1/scripts/{script.pk}/", body, format="json")


def test_a_text_is_replaced(learner_api: APIClient, script: Script) -> None:
    answer = patch(learner_api, script, "I often go to the park near my house")
    assert answer.status_code == 200
    body = answer.json()
    assert body["text"] == "I often go to the park near my house"
    assert [word["start"] for word in body["words"]] == [0.0, None, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0]
    assert body["updated_at"] > script.updated_at.isoformat().replace("+00:00", "Z")
    assert patch(learner_api, script, "And once more.").status_code == 200


def test_a_text_changed_elsewhere_is_kept_and_shown(learner_api: APIClient, script: Script) -> None:
    seen = learner_api.get(f"/api/v1/scripts/{script.pk}/").json()["updated_at"]
    assert patch(learner_api, script, "The words of another tab").status_code == 200
    refused = patch(learner_api, script, "My words", updated_at=seen)
    assert (refused.status_code, refused.json()["code"]) == (409, "edit_conflict")
    assert refused.json()["text"] == "The words of another tab"
    script.refresh_from_db()
    assert script.text == "The words of another tab"
    # Who has seen the other's words may replace them.
    assert patch(learner_api, script, "My words", updated_at=refused.json()["updated_at"]).status_code == 200


def test_the_same_edit_twice_is_one_edit(learner_api: APIClient, script: Script) -> None:
    seen = learner_api.get(f"/api/v1/scripts/{script.pk}/").json()["updated_at"]
    first, again = (patch(learner_api, script, "My words", updated_at=seen) for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()


def test_a_script_deleted_elsewhere_is_told(script: Script) -> None:
    Script.objects.all().delete()
    with pytest.raises(NoSuchScript):
        edit_script(script=script, text="words", seen=script.updated_at)


@pytest.mark.django_db(transaction=True)
def test_six_writers_at_once_lose_nothing(learner: User, question: Question) -> None:
    def write(number: int) -> list[str]:
        script = making.script(learner, question)
        for turn in range(15):
            script = edit_script(script=script, text=f"{script.text} {number}.{turn}", seen=script.updated_at)
        return script.text.split()[len(making.WORDS) :]

    written = at_once([lambda n=n: write(n) for n in range(6)])
    assert written == [[f"{number}.{turn}" for turn in range(15)] for number in range(6)]


@pytest.mark.django_db(transaction=True)
def test_of_eight_edits_of_one_version_one_is_stored(script: Script) -> None:
    seen = script.updated_at

    def edit(text: str) -> str:
        try:
            return edit_script(script=Script.objects.get(pk=script.pk), text=text, seen=seen).text
        except EditConflict:
            return ""

    stored = [text for text in at_once([lambda n=n: edit(f"Words of {n}") for n in range(8)]) if text]
    script.refresh_from_db()
    assert stored == [script.text]


@pytest.mark.parametrize(
    "text",
    [
        "Park 🌳👨‍👩‍👧 𝒻 é e\u0301",
        "공원에 가요",
        "\u202eright to left\u202c",
        "line one\n\nline two",
        "<script>alert(1)</script> {{ settings.SECRET_KEY }} '; DROP TABLE scripts_script; --",
        "z" + "\u0301" * 1000,
        "x" * 20_000,
    ],
)
def test_every_text_is_stored_as_it_is(learner_api: APIClient, script: Script, text: str) -> None:
    assert patch(learner_api, script, text).status_code == 200
    script.refresh_from_db()
    assert script.text == text
    assert learner_api.get(f"/api/v1/scripts/{script.pk}/").json()["text"] == text
    assert [word["text"] for word in script.words] == text.split()


def test_line_ends_are_one_kind_and_the_edges_clean(learner_api: APIClient, script: Script) -> None:
    patch(learner_api, script, "  one\r\ntwo \n")
    script.refresh_from_db()
    assert script.text == "one\ntwo"


@pytest.mark.parametrize("text", ["", "  \n\t ", "x" * 20_001, "nul \0", None, 7, True, ["a"], {"a": 1}])
def test_what_is_no_text_is_refused(learner_api: APIClient, script: Script, text: Any) -> None:
    answer = patch(learner_api, script, text)
    assert (answer.status_code, list(answer.json())) == (400, ["text"])
    before = script.text
    script.refresh_from_db()
    assert script.text == before


@pytest.mark.parametrize("body", ['{"text": "\\ud800", "updated_at": "2026-01-01T00:00:00Z"}', b'{"text": "\xff"}'])
def test_half_a_character_is_refused(learner_api: APIClient, script: Script, body: Any) -> None:
    url = f"/api/v1/scripts/{script.pk}/"
    assert learner_api.patch(url, body, content_type="application/json").status_code == 400


@pytest.mark.parametrize("seen", [None, "", "yesterday", "2026-13-45T00:00:00Z", 5, "0001-01-01T00:00:00+14:00"])
def test_the_version_must_be_a_moment(learner_api: APIClient, script: Script, seen: Any) -> None:
    answer = patch(learner_api, script, "words", updated_at=seen)
    assert (answer.status_code, list(answer.json())) == (400, ["updated_at"])


def test_only_the_text_is_changed(learner_api: APIClient, learner: User, other_learner: User, script: Script) -> None:
    everything = {"learner": other_learner.pk, "state": "failed", "feedback_count": 9, "words": [], "duration": 1e9}
    assert patch(learner_api, script, "words", **everything).status_code == 200
    script.refresh_from_db()
    assert (script.learner, script.state, script.feedback_count, script.duration) == (learner, "done", 0, 4.0)


@pytest.mark.parametrize("state", ["pending", "running"])
def test_what_is_still_written_down_is_not_edited(learner_api: APIClient, script: Script, state: str) -> None:
    Script.objects.update(state=state)
    answer = patch(learner_api, script, "words")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_done")


def test_who_types_a_failed_script_has_one(learner_api: APIClient, script: Script) -> None:
    Script.objects.update(state="failed", error="no_speech", text="", words=[])
    assert patch(learner_api, script, "I said this").status_code == 200
    script.refresh_from_db()
    assert (script.state, script.error, script.text) == ("done", "", "I said this")
    assert [word["start"] for word in script.words] == [None] * 3


def test_another_version_is_another_moment_however_near(script: Script) -> None:
    with pytest.raises(EditConflict):
        edit_script(script=script, text="words", seen=script.updated_at + timedelta(microseconds=1))
