"""POST /api/v1/scripts/: one recording in one request."""

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from scripts.models import Question, Script
from tests.scripts import disks, making

URL = "/api/v1/scripts/"


def sound(data: bytes, name: str = "take.webm", kind: str = "audio/webm") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type=kind)


def post(api: APIClient, question: Question, audio: Any, /, **fields: Any) -> Any:
    body = {"question": question.pk, "client_id": uuid.uuid4(), "audio": audio, **fields}
    return api.post(URL, {name: value for name, value in body.items() if value is not None}, format="multipart")


def test_a_recording_becomes_a_script(learner_api: APIClient, learner: User, question: Question, webm: bytes) -> None:
    answer = post(learner_api, question, sound(webm))
    body = answer.json()
    script = Script.objects.get()
    assert answer.status_code == 201
    assert script.learner == learner
    assert (body["id"], body["state"], body["error"], body["text"], body["words"]) == (script.pk, "pending", "", "", [])
    assert body["question"]["text"] == question.text
    assert body["audio_url"] == f"/api/v1/scripts/{script.pk}/audio/"
    assert body["created_at"].endswith("Z")
    assert body["feedback_count"] == 0


def test_the_same_take_again_answers_with_the_same_script(
    learner_api: APIClient, question: Question, webm: bytes
) -> None:
    take = uuid.uuid4()
    first = post(learner_api, question, sound(webm), client_id=take)
    again = post(learner_api, question, sound(webm), client_id=take)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    assert (Script.objects.count(), DBTaskResult.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    "name", ["a.html", "../../../etc/passwd.webm", "x" * 300, "con", "a\u202egnp.webm", "take\r\nX-Evil: 1.webm"]
)
def test_the_name_and_declared_type_of_a_file_mean_nothing(
    learner_api: APIClient, question: Question, webm: bytes, name: str
) -> None:
    assert post(learner_api, question, sound(webm, name, "text/html")).status_code == 201
    script = Script.objects.get()
    assert script.recording_mime == "audio/webm"
    assert script.recording.name.startswith(f"recordings/{script.learner_id}/")
    assert script.recording.name.endswith(".webm")
    assert making.stored_files() == {script.recording.name}


@pytest.mark.parametrize(("data", "code"), [(b"", "empty_file"), (b"hello", "not_audio")])
def test_what_is_no_recording_is_refused(learner_api: APIClient, question: Question, data: bytes, code: str) -> None:
    answer = post(learner_api, question, sound(data))
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert (Script.objects.count(), making.stored_files()) == (0, set())


def test_too_large_is_413(learner_api: APIClient, question: Question, webm: bytes, settings: Settings) -> None:
    settings.AUDIO_MAX_BYTES = len(webm) - 1
    answer = post(learner_api, question, sound(webm))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"question": 10**30}, "question"),
        ({"question": "1e999"}, "question"),
        ({"question": "x"}, "question"),
        ({"question": None}, "question"),
        ({"client_id": "x"}, "client_id"),
        ({"client_id": None}, "client_id"),
        ({"audio": "text"}, "audio"),
        ({"audio": None}, "audio"),
        ({"upload": uuid.uuid4()}, "audio"),
    ],
)
def test_a_field_that_is_wrong_is_named(
    learner_api: APIClient, question: Question, webm: bytes, fields: dict[str, Any], wrong: str
) -> None:
    answer = post(learner_api, question, fields.pop("audio", sound(webm)), **fields)
    assert answer.status_code == 400
    assert list(answer.json()) == [wrong]


@pytest.mark.parametrize("body", ['{"question": 1e999}', '{"question": NaN}', "[]", "null", '"x"', "[" * 5000, "{"])
def test_odd_json_is_refused(learner_api: APIClient, db: None, body: str) -> None:
    assert learner_api.post(URL, body, content_type="application/json").status_code == 400


def test_a_draft_cannot_be_answered_and_a_retired_question_can(
    learner_api: APIClient, question: Question, webm: bytes
) -> None:
    Question.objects.update(state=Question.State.DRAFT)
    assert post(learner_api, question, sound(webm)).status_code == 400
    Question.objects.update(state=Question.State.RETIRED)
    assert post(learner_api, question, sound(webm)).status_code == 201


def test_nobody_chooses_the_owner_or_the_state(
    learner_api: APIClient, learner: User, other_learner: User, question: Question, webm: bytes
) -> None:
    extra = {"learner": other_learner.pk, "state": "done", "text": "mine", "id": 7, "feedback_count": 3, "attempt": 9}
    assert post(learner_api, question, sound(webm), **extra).status_code == 201
    script = Script.objects.get()
    assert (script.learner, script.state, script.text) == (learner, "pending", "")
    assert (script.feedback_count, script.attempt) == (0, 0)


def test_without_logging_in_nothing_is_taken(api: APIClient, question: Question, webm: bytes) -> None:
    assert post(api, question, sound(webm)).status_code == 401


def test_a_session_needs_its_csrf_token(learner: User, question: Question, webm: bytes) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(learner)
    fields = {"question": question.pk, "client_id": str(uuid.uuid4()), "audio": sound(webm)}
    assert browser.post(URL, fields).status_code == 403
    assert Script.objects.count() == 0


def test_a_full_disk_is_507_and_leaves_nothing(
    learner_api: APIClient, question: Question, webm: bytes, settings: Settings
) -> None:
    settings.MIN_FREE_BYTES = 2**62
    answer = post(learner_api, question, sound(webm))
    assert (answer.status_code, answer.json()["code"]) == (507, "storage_full")
    settings.MIN_FREE_BYTES = 0
    assert (Script.objects.count(), making.stored_files()) == (0, set())
    settings.FILE_UPLOAD_HANDLERS = [f"{disks.__name__}.{disks.FullTemporary.__name__}"]
    answer = post(learner_api, question, sound(webm))
    assert (answer.status_code, answer.json()["code"]) == (507, "storage_full")
    settings.FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
    assert post(learner_api, question, sound(webm)).status_code == 201
