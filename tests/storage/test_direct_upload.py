"""A take that goes from the browser into the bucket: no byte of it passes through the site."""

import io
import uuid
import wave
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from accounts.services import delete_account
from scripts.models import Leftover, Question, Script, Upload
from scripts.services import arrivals, direct, files
from tests.race import at_once
from tests.scripts import making, tus
from tests.services import S3Server
from tests.storage.browser import URL, Sending

pytestmark = pytest.mark.django_db
committing = pytest.mark.django_db(transaction=True)
"""For what happens once a transaction is committed: objects are deleted."""


@pytest.fixture(scope="module")
def long_take() -> bytes:
    """More than two parts can carry."""
    sound = io.BytesIO()
    with wave.open(sound, "wb") as out:
        out.setparams((2, 2, 48_000, 0, "NONE", ""))
        out.writeframes(bytes(range(256)) * (44_000))
    return sound.getvalue()


@pytest.fixture(autouse=True)
def _nothing_half_done(bucket: S3Server) -> object:
    """Whatever a test does: each object is a script's, or of an upload that is open."""
    yield
    kept = set(Script.objects.values_list("recording", flat=True))
    assert {name for name in bucket.names() if not name.startswith("incoming/")} == kept
    assert DBTaskResult.objects.count() == len(kept)
    assert not Leftover.objects.exclude(name__startswith="incoming/").exists()


@committing
def test_what_was_sent_in_parts_becomes_one_script(
    learner_api: APIClient, learner: User, question: Question, bucket: S3Server, long_take: bytes
) -> None:
    sending = Sending(learner_api, long_take)
    assert (sending.open()["parts"], sending.about["arrived"]) == (3, [])
    sending.put_all()
    answer = sending.finish(question)
    script = Script.objects.get()
    assert (answer.status_code, answer.json()["id"]) == (201, script.pk)
    assert (script.learner, script.state, script.recording_mime) == (learner, "pending", "audio/wav")
    assert script.recording.read() == long_take
    assert bucket.names() == {script.recording.name}
    assert (bucket.unfinished(), Upload.objects.count()) == (set(), 0)


def test_one_small_part_is_the_usual_take(learner_api: APIClient, question: Question, webm: bytes) -> None:
    assert Sending(learner_api, webm).send(question).status_code == 201
    assert Script.objects.get().recording.read() == webm


def test_after_a_break_only_what_is_missing_is_sent(
    learner_api: APIClient, question: Question, long_take: bytes
) -> None:
    sending = Sending(learner_api, long_take)
    first = sending.open()
    sending.put(1)
    sending.put(3)
    again = sending.open()
    assert (again["id"], again["arrived"]) == (first["id"], [1, 3])
    assert learner_api.get(sending.address).json()["arrived"] == [1, 3]
    sending.put(2)
    assert sending.finish(question).status_code == 201
    assert Script.objects.get().recording.read() == long_take


@committing
def test_what_the_store_has_thrown_away_is_sent_again(
    learner_api: APIClient, question: Question, bucket: S3Server, webm: bytes
) -> None:
    sending = Sending(learner_api, webm)
    sending.open()
    sending.put_all()
    bucket.empty()
    assert sending.finish(question).status_code == 404
    assert Sending(learner_api, webm, sending.client_id).send(question).status_code == 201


def test_an_upload_that_expired_in_the_store_starts_again(
    learner_api: APIClient, question: Question, bucket: S3Server, webm: bytes
) -> None:
    sending = Sending(learner_api, webm)
    first = sending.open()
    bucket.empty()
    assert (sending.open()["id"], sending.about["arrived"]) == (first["id"], [])
    sending.put_all()
    assert sending.finish(question).status_code == 201


def test_the_same_take_again_is_the_same_script(learner_api: APIClient, question: Question, webm: bytes) -> None:
    sending = Sending(learner_api, webm)
    first = sending.send(question).json()
    again = sending.finish(question)
    assert (again.status_code, again.json()["id"]) == (200, first["id"])


@committing
def test_finished_by_four_requests_at_once_it_is_one_script(
    learner_api: APIClient, question: Question, bucket: S3Server, webm: bytes
) -> None:
    sending = Sending(learner_api, webm)
    sending.open()
    sending.put_all()
    answers = at_once([lambda: sending.finish(question)] * 4)
    # One that comes between the end of another and its row is told to come again.
    assert {answer.status_code for answer in answers} <= {200, 201, 404}
    assert [answer.status_code for answer in answers].count(201) <= 1
    assert sending.finish(question).status_code == 200
    assert bucket.names() == {Script.objects.get().recording.name}


@committing
def test_opened_by_four_requests_at_once_it_is_one_upload(
    learner_api: APIClient, bucket: S3Server, webm: bytes
) -> None:
    takes = [Sending(learner_api, webm, uuid.UUID(int=7)) for _ in range(4)]
    assert len({opened["id"] for opened in at_once([take.open for take in takes])}) == 1
    assert len(bucket.client.list_multipart_uploads(Bucket=bucket.bucket)["Uploads"]) == 1


def test_without_its_parts_it_is_not_complete(
    learner_api: APIClient, question: Question, bucket: S3Server, long_take: bytes
) -> None:
    sending = Sending(learner_api, long_take)
    sending.open()
    refused = [sending.finish(question)]
    sending.put(1)
    sending.put(2)
    sending.put(3, b"cut off")
    refused.append(sending.finish(question))
    assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [(409, "upload_incomplete")] * 2
    assert sending.open()["arrived"] == [1, 2]
    sending.put_all()
    assert sending.finish(question).status_code == 201


@committing
def test_more_than_was_declared_is_thrown_away(
    learner_api: APIClient, question: Question, bucket: S3Server, webm: bytes
) -> None:
    sending = Sending(learner_api, webm)
    sending.open()
    sending.put(1, webm + b"and more")
    refused = sending.finish(question)
    assert (refused.status_code, refused.json()["code"]) == (413, "too_large")
    assert (bucket.names(), bucket.unfinished(), Upload.objects.count()) == (set(), set(), 0)


def test_a_size_that_is_none_is_refused(learner_api: APIClient) -> None:
    for size in (0, -1, "much", None, 1.5, 10**30):
        answer = learner_api.post(URL, {"client_id": str(uuid.uuid4()), "size": size}, format="json")
        assert (answer.status_code, list(answer.json())) == (400, ["size"]), size


def test_a_size_beyond_the_limit_is_refused(learner_api: APIClient, settings: Settings, bucket: S3Server) -> None:
    body = {"client_id": str(uuid.uuid4()), "size": settings.AUDIO_MAX_BYTES + 1}
    answer = learner_api.post(URL, body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert bucket.unfinished() == set()


def test_there_are_no_other_parts(learner_api: APIClient, webm: bytes) -> None:
    sending = Sending(learner_api, webm)
    sending.open()
    for number in (0, 2, 10**12):
        answer = learner_api.post(f"{sending.address}parts/{number}/")
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_part")


def test_another_learners_upload_does_not_exist(
    learner_api: APIClient, stranger_api: APIClient, question: Question, webm: bytes
) -> None:
    mine = Sending(learner_api, webm)
    mine.open()
    mine.put_all()
    calls = [
        stranger_api.get(mine.address),
        stranger_api.post(f"{mine.address}parts/1/"),
        stranger_api.delete(mine.address),
        Sending(stranger_api, webm, mine.client_id).api.post(
            "/api/v1/scripts/",
            {"question": question.pk, "client_id": str(mine.client_id), "upload": mine.about["id"]},
            format="json",
        ),
        stranger_api.head(f"/api/v1/uploads/{mine.about['id']}/"),
    ]
    assert [answer.status_code for answer in calls] == [404] * 5
    assert mine.finish(question).status_code == 201


def test_nobody_is_signed_anything_without_logging_in(api: APIClient, webm: bytes) -> None:
    body = {"client_id": str(uuid.uuid4()), "size": len(webm)}
    assert api.post(URL, body, format="json").status_code == 401


def test_another_take_of_the_same_learner_is_not_made_of_it(
    learner_api: APIClient, question: Question, webm: bytes
) -> None:
    sending = Sending(learner_api, webm)
    sending.open()
    sending.put_all()
    assert sending.finish(question, client_id=str(uuid.uuid4())).status_code == 404


def test_the_name_is_ours_whatever_a_client_says(learner_api: APIClient, webm: bytes) -> None:
    Sending(learner_api, webm).open(object_name="recordings/1/mine.html", key="../x", Key="x", id=str(uuid.uuid4()))
    name = Upload.objects.get().object_name
    assert name.startswith("incoming/")
    assert len(name) == len("incoming/") + 32


def test_the_declared_type_means_nothing(
    learner_api: APIClient, question: Question, bucket: S3Server, webm: bytes
) -> None:
    sending = Sending(learner_api, webm)
    sending.open()
    sending.put_all(**{"content-type": "text/html", "x-amz-acl": "public-read"})
    assert sending.finish(question).status_code == 201
    about = bucket.client.head_object(Bucket=bucket.bucket, Key=Script.objects.get().recording.name)
    assert about["ContentType"] == "audio/webm"


@committing
def test_what_is_no_recording_is_refused_and_gone(learner_api: APIClient, question: Question, bucket: S3Server) -> None:
    sending = Sending(learner_api, b"<script>alert(1)</script>" * 100)
    sending.open()
    sending.put_all(**{"content-type": "audio/webm"})
    refused = sending.finish(question)
    assert (refused.status_code, refused.json()["code"]) == (400, "not_audio")
    assert (bucket.names(), Upload.objects.count()) == (set(), 0)


def test_so_many_are_open_at_once_and_no_more(learner_api: APIClient, settings: Settings, webm: bytes) -> None:
    settings.UPLOADS_PER_LEARNER = 2
    for _ in range(2):
        Sending(learner_api, webm).open()
    answer = learner_api.post(URL, {"client_id": str(uuid.uuid4()), "size": 9}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_uploads")


@committing
def test_one_that_is_given_up_leaves_nothing(learner_api: APIClient, bucket: S3Server, webm: bytes) -> None:
    sending = Sending(learner_api, webm)
    sending.open()
    sending.put_all()
    assert learner_api.delete(sending.address).status_code == 204
    assert (bucket.unfinished(), Upload.objects.count()) == (set(), 0)


@committing
def test_a_take_may_come_the_other_way_after_all(learner_api: APIClient, question: Question, webm: bytes) -> None:
    sending = Sending(learner_api, webm)
    sending.open()
    url = tus.opened(learner_api, length=len(webm), client_id=sending.client_id)
    tus.send(learner_api, url, webm, offset=0)
    assert tus.finalise(learner_api, url, client_id=sending.client_id, question=question.pk).status_code == 201
    assert Script.objects.get().recording.read() == webm


def test_without_a_bucket_there_is_no_such_way(learner_api: APIClient, settings: Settings, webm: bytes) -> None:
    settings.S3_BUCKET = ""
    answer = learner_api.post(URL, {"client_id": str(uuid.uuid4()), "size": len(webm)}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_direct")


@committing
def test_what_nobody_goes_on_with_is_cleared(
    learner_api: APIClient, learner: User, bucket: S3Server, webm: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, open_still, joined = (Sending(learner_api, webm) for _ in range(3))
    for sending in (left, open_still, joined):
        sending.open()
        sending.put_all()
    Upload.objects.filter(pk=left.about["id"]).update(created_at=timezone.now() - timedelta(days=8))
    stray = bucket.client.create_multipart_upload(Bucket=bucket.bucket, Key="incoming/stray")
    bucket.client.put_object(Bucket=bucket.bucket, Key="incoming/object", Body=b"x")
    monkeypatch.setattr(direct, "STRAY_AFTER", timedelta(seconds=-60))
    arrivals.forget_old()
    rows = Upload.objects.all()
    assert {str(row.pk) for row in rows} == {open_still.about["id"], joined.about["id"]}
    assert bucket.unfinished() == {row.object_name for row in rows}
    assert (bucket.names(), stray["Key"]) == (set(), "incoming/stray")


@committing
def test_a_deleted_account_takes_along_what_it_was_sending(
    learner_api: APIClient, learner: User, question: Question, bucket: S3Server, webm: bytes
) -> None:
    Sending(learner_api, webm).send(question)
    Sending(learner_api, webm).open()
    delete_account(user=learner)
    DBTaskResult.objects.all().delete()
    assert (bucket.names(), bucket.unfinished()) == (set(), set())


def test_the_recording_in_one_request_works_too(learner_api: APIClient, question: Question, webm: bytes) -> None:
    body = {"question": question.pk, "client_id": uuid.uuid4(), "audio": io.BytesIO(webm)}
    assert learner_api.post("/api/v1/scripts/", body, format="multipart").status_code == 201
    script = Script.objects.get()
    assert script.recording.read() == webm
    with files.on_this_disk(script.recording) as path:
        assert path.read_bytes() == webm


@committing
def test_a_deleted_script_is_gone_from_the_bucket(
    learner_api: APIClient, learner: User, question: Question, bucket: S3Server
) -> None:
    script = making.script(learner, question, sound=b"voice")
    assert default_storage.exists(script.recording.name)
    assert learner_api.delete(f"/api/v1/scripts/{script.pk}/").status_code == 204
    assert bucket.names() == set()
