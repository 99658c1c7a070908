"""Uploads that meet each other, or end in the middle."""

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from scripts.exceptions import NoSuchUpload, UploadBusy, UploadConflict
from scripts.models import Question, Script, Upload
from scripts.services import arrivals, intake, uploads
from tests.race import at_once
from tests.scripts import making, tus


@pytest.fixture
def upload(learner: User) -> Upload:
    return arrivals.begin(learner=learner, client_id=uuid.uuid4(), length=1000)


def put(upload: Upload, data: bytes) -> None:
    uploads.append(upload=upload, offset=uploads.offset_of(upload), chunks=[data])


@pytest.mark.django_db(transaction=True)
def test_of_ten_equal_pieces_at_once_one_is_taken(upload: Upload) -> None:
    def send() -> object:
        try:
            return uploads.append(upload=upload, offset=0, chunks=[b"x" * 100] * 10)
        except (UploadConflict, UploadBusy) as refusal:
            return refusal.code

    answers = at_once([send] * 10)
    assert answers.count(1000) == 1
    assert uploads.offset_of(upload) == 1000


@pytest.mark.django_db(transaction=True)
def test_a_take_begun_ten_times_at_once_is_one_upload(learner: User) -> None:
    client_id = uuid.uuid4()
    begun = at_once([lambda: arrivals.begin(learner=learner, client_id=client_id, length=9)] * 10)
    assert len({upload.pk for upload in begun}) == Upload.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_finalised_ten_times_at_once_it_is_one_script(
    learner: User, question: Question, webm: bytes, settings: Settings
) -> None:
    client_id = uuid.uuid4()
    upload = arrivals.begin(learner=learner, client_id=client_id, length=len(webm))
    put(upload, webm)
    answers = at_once(
        [lambda: intake.take_in(learner=learner, question=question, client_id=client_id, upload=upload.pk)] * 10
    )
    assert {script.pk for script, _ in answers} == set(Script.objects.values_list("pk", flat=True))
    assert [created for _, created in answers].count(True) == 1
    assert (Script.objects.count(), Upload.objects.count()) == (1, 0)
    assert making.stored_files() == {Script.objects.get().recording.name}
    assert list(settings.UPLOAD_DIR.iterdir()) == []


def test_finalised_twice_it_is_the_same_script(learner_api: APIClient, question: Question, webm: bytes) -> None:
    client_id = uuid.uuid4()
    url = tus.opened(learner_api, length=len(webm), client_id=client_id)
    tus.send(learner_api, url, webm, offset=0)
    first = tus.finalise(learner_api, url, question=question.pk, client_id=client_id)
    again = tus.finalise(learner_api, url, question=question.pk, client_id=client_id)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    # The answer was lost and the browser begins from the start: its bytes are not kept a second time.
    url = tus.opened(learner_api, length=len(webm), client_id=client_id)
    tus.send(learner_api, url, webm, offset=0)
    assert tus.finalise(learner_api, url, question=question.pk, client_id=client_id).status_code == 200
    assert (Script.objects.count(), Upload.objects.count()) == (1, 0)


def test_bytes_that_are_no_recording_are_not_kept(learner_api: APIClient, question: Question) -> None:
    client_id = uuid.uuid4()
    url = tus.opened(learner_api, length=5, client_id=client_id)
    tus.send(learner_api, url, b"hello", offset=0)
    answer = tus.finalise(learner_api, url, question=question.pk, client_id=client_id)
    assert (answer.status_code, answer.json()["code"]) == (400, "not_audio")
    assert (Upload.objects.count(), Script.objects.count()) == (0, 0)


def test_what_came_before_the_connection_broke_is_kept(upload: Upload) -> None:
    def broken() -> Iterator[bytes]:
        yield b"x" * 300
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        uploads.append(upload=upload, offset=0, chunks=broken())
    assert uploads.offset_of(upload) == 300


def test_a_piece_that_comes_after_the_end_leaves_no_file(upload: Upload, settings: Settings) -> None:
    put(upload, b"x")
    uploads.discard(upload)
    with pytest.raises(NoSuchUpload):
        uploads.append(upload=upload, offset=0, chunks=[b"y"])
    uploads.discard(upload)
    assert list(settings.UPLOAD_DIR.iterdir()) == []


def test_while_one_request_writes_another_is_told_to_wait(upload: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "LOCK_WAIT_SECONDS", 0.1)
    put(upload, b"x")
    code = "import fcntl, sys; f = open(sys.argv[1], 'ab'); fcntl.flock(f, fcntl.LOCK_EX); print(flush=True); input()"
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(uploads.path_of(upload))], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    holder.stdout.readline()
    with pytest.raises(UploadBusy):
        put(upload, b"y")
    holder.kill()
    holder.communicate()
    put(upload, b"y")
    assert uploads.offset_of(upload) == 2


def test_old_uploads_and_stray_files_are_forgotten(upload: Upload, learner: User, settings: Settings) -> None:
    put(upload, b"x")
    fresh = arrivals.begin(learner=learner, client_id=uuid.uuid4(), length=10)
    put(fresh, b"y")
    Upload.objects.filter(pk=upload.pk).update(created_at="2001-01-01T00:00:00Z")
    stray, new = (Path(settings.UPLOAD_DIR) / f"{uuid.uuid4().hex}.part" for _ in range(2))
    stray.touch()
    new.touch()
    os.utime(stray, (time.time() - 7200,) * 2)
    arrivals.forget_old()
    assert set(Upload.objects.all()) == {fresh}
    assert set(settings.UPLOAD_DIR.iterdir()) == {uploads.path_of(fresh), new}
