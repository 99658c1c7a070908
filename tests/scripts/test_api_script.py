"""/api/v1/scripts/<id>/ and what is below it."""

from pathlib import Path

import pytest
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoCaptureOnCommitCallbacks
from rest_framework.test import APIClient

from accounts.models import User
from scripts.models import Leftover, Question, Script
from scripts.services import editing, files
from tests.race import at_once
from tests.scripts import making


@pytest.fixture
def script(learner: User, question: Question) -> Script:
    return making.script(learner, question, sound=b"the recording")


def url(script: Script, below: str = "") -> str:
    return f"/api/v1/scripts/{script.pk}/{below}"


def test_it_tells_all_about_a_script(learner_api: APIClient, script: Script) -> None:
    body = learner_api.get(url(script)).json()
    assert body.keys() == {
        "id", "question", "state", "error", "text", "words", "duration", "incomplete", "peaks", "audio_url",
        "playback_url", "created_at", "updated_at", "feedback_count",
    }  # fmt: skip
    assert body["words"][0] == {"text": "I", "start": 0.0, "end": 0.4, "confidence": 0.9}
    assert (body["state"], body["duration"], body["text"]) == ("done", 4.0, " ".join(making.WORDS))
    assert body["updated_at"].endswith("Z")
    assert body["playback_url"] == body["audio_url"]
    Script.objects.update(playback="recordings/copy.m4a")
    assert learner_api.get(url(script)).json()["playback_url"] == f"{body['audio_url']}?copy=1"


def test_a_recording_whose_words_are_unknown_says_why(learner_api: APIClient, script: Script) -> None:
    Script.objects.update(state="failed", error="no_speech", text="", words=[])
    body = learner_api.get(url(script)).json()
    assert (body["state"], body["error"], body["text"], body["words"]) == ("failed", "no_speech", "", [])


@pytest.mark.parametrize("below", ["", "retry/", "audio/"])
def test_for_a_stranger_it_does_not_exist(stranger_api: APIClient, api: APIClient, script: Script, below: str) -> None:
    Script.objects.update(state="failed")
    before = Script.objects.values().get()
    body = {"text": "stolen", "updated_at": script.updated_at.isoformat()}
    for method in ("get", "post", "patch", "delete", "put"):
        answer = getattr(stranger_api, method)(url(script, below), body)
        assert answer.status_code in (404, 405), method
        anonymous = getattr(api, method)(url(script, below), body)
        assert anonymous.status_code == 401, method
    assert Script.objects.values().get() == before
    assert making.stored_files() == {script.recording.name}


@pytest.mark.parametrize(("below", "allowed"), [("", "get patch delete"), ("retry/", "post"), ("audio/", "get")])
def test_other_methods_are_refused(learner_api: APIClient, script: Script, below: str, allowed: str) -> None:
    for method in {"get", "post", "put", "patch", "delete"} - set(allowed.split()):
        assert getattr(learner_api, method)(url(script, below)).status_code == 405, method


@pytest.mark.parametrize("number", ["0", "9" * 18, "9" * 40])
def test_a_number_without_a_script_is_404(learner_api: APIClient, number: str) -> None:
    assert learner_api.get(f"/api/v1/scripts/{number}/").status_code == 404


def test_a_failed_script_is_tried_again(learner_api: APIClient, script: Script) -> None:
    Script.objects.update(state="failed", error="engine_failed", tries_left=0)
    answer = learner_api.post(url(script, "retry/"))
    assert (answer.status_code, answer.json()["state"], answer.json()["error"]) == (202, "pending", "")
    again = learner_api.post(url(script, "retry/"))
    assert (again.status_code, again.json()["code"]) == (409, "not_failed")
    assert DBTaskResult.objects.get().args_kwargs["args"] == [script.pk]


@pytest.mark.django_db(transaction=True)
def test_tried_again_eight_times_at_once_it_is_queued_once(learner_api: APIClient, script: Script) -> None:
    Script.objects.update(state="failed")
    answers = at_once([lambda: learner_api.post(url(script, "retry/")).status_code] * 8)
    assert sorted(answers) == [202] + [409] * 7
    assert DBTaskResult.objects.count() == 1


def test_deleted_it_is_gone_with_its_files(
    learner_api: APIClient, script: Script, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert learner_api.delete(url(script)).status_code == 204
    assert learner_api.delete(url(script)).status_code == 404
    assert learner_api.get(url(script)).status_code == 404
    assert making.stored_files() == set()
    assert (Script.objects.count(), Leftover.objects.count()) == (0, 0)


def test_with_feedback_it_stays(learner_api: APIClient, script: Script) -> None:
    Script.objects.update(feedback_count=1)
    answer = learner_api.delete(url(script))
    assert (answer.status_code, answer.json()["code"]) == (409, "has_feedback")
    assert making.stored_files() == {script.recording.name}


@pytest.mark.django_db(transaction=True)
def test_deleted_by_eight_at_once_nobody_fails(script: Script) -> None:
    at_once([lambda: editing.delete_script(script=script)] * 8)
    assert (Script.objects.count(), making.stored_files(), Leftover.objects.count()) == (0, set(), 0)


def test_a_file_that_cannot_be_deleted_now_is_deleted_later(
    learner_api: APIClient, script: Script, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    blocked = Path(script.recording.storage.path("recordings/blocked"))
    (blocked / "full").mkdir(parents=True)  # no file, and not to be removed
    Script.objects.update(recording="recordings/blocked")
    with django_capture_on_commit_callbacks(execute=True):
        assert learner_api.delete(url(script)).status_code == 204
    assert Leftover.objects.get().name == "recordings/blocked"
    (blocked / "full").rmdir()
    Leftover.objects.update(noted_at="2001-01-01T00:00:00Z")
    assert files.clear_leftovers() == 1
    assert not blocked.exists()
    assert Leftover.objects.count() == 0
