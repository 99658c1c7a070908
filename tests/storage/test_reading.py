"""Readers are sent into the bucket by addresses that are soon worth nothing; who may not read gets none."""

import io
import uuid
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zipfile import ZipFile

import httpx
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.export import zip_pieces
from accounts.models import User
from scripts.models import Question, Script, Topic
from scripts.services.privacy import export_scripts
from tests.scripts import making
from tests.services import S3Server

pytestmark = pytest.mark.django_db
SOUND = bytes(range(256)) * 4


@pytest.fixture
def script(learner: User, question: Question) -> Script:
    copy = default_storage.save("recordings/copy.m4a", ContentFile(b"the copy"))
    return making.script(learner, question, sound=SOUND, playback=copy)


def address(script: Script, query: str = "") -> str:
    return f"/api/v1/scripts/{script.pk}/audio/{query}"


def followed(answer: Any, **headers: str) -> httpx.Response:
    """What the reader is given by the store."""
    assert answer.status_code == 302, answer.content
    return httpx.get(answer["Location"], headers=headers)


def test_the_recording_is_read_from_the_bucket(learner_api: APIClient, script: Script, bucket: S3Server) -> None:
    answer = learner_api.get(address(script))
    heard = followed(answer)
    assert answer["Location"].startswith(f"{bucket.url}/{bucket.bucket}/recordings/")
    assert "no-store" in answer["Cache-Control"]
    assert (heard.content, heard.headers["content-type"]) == (SOUND, "audio/webm")
    assert heard.headers["content-disposition"].startswith('inline; filename="opick-parks-')
    assert followed(learner_api.get(address(script, "?copy=1"))).content == b"the copy"
    assert followed(answer, range="bytes=10-19").content == SOUND[10:20]


def test_a_download_is_called_by_its_name(learner_api: APIClient, script: Script) -> None:
    kept = followed(learner_api.get(address(script, "?download=1")))
    assert kept.headers["content-disposition"].startswith('attachment; filename="opick-parks-')


def test_the_address_is_good_for_as_long_as_is_set(
    learner_api: APIClient, script: Script, question: Question, settings: Settings
) -> None:
    settings.S3_URL_SECONDS = 60
    signed = parse_qs(urlsplit(learner_api.get(address(script))["Location"]).query)
    assert (signed["X-Amz-Expires"], signed["X-Amz-Algorithm"]) == (["60"], ["AWS4-HMAC-SHA256"])


def test_what_is_kept_of_a_redirection_does_not_outlive_its_signature(
    learner_api: APIClient, question: Question, parks: Topic, settings: Settings
) -> None:
    Question.objects.update(
        audio=default_storage.save("questions/a.m4a", ContentFile(SOUND)), spoken_text=question.text
    )
    Topic.objects.update(picture=default_storage.save("topics/a.webp", ContentFile(b"pixels")))
    spoken = learner_api.get(f"/api/v1/questions/{question.pk}/audio/")
    picture = learner_api.get("/api/v1/topics/parks/picture/")
    assert [answer["Cache-Control"] for answer in (spoken, picture)] == ["private, max-age=150", "public, max-age=150"]
    assert (followed(spoken).content, followed(picture).content) == (SOUND, b"pixels")
    assert followed(spoken).headers["content-type"] == "audio/mp4"


def test_browsers_are_sent_to_the_address_they_know(
    learner_api: APIClient, script: Script, settings: Settings, bucket: S3Server
) -> None:
    settings.S3_PUBLIC_ENDPOINT_URL = "https://media.example.org"
    opened = learner_api.post(
        "/api/v1/direct-uploads/", {"client_id": str(uuid.uuid4()), "size": 9}, format="json"
    ).json()
    part = learner_api.post(f"/api/v1/direct-uploads/{opened['id']}/parts/1/").json()
    for url in (learner_api.get(address(script))["Location"], part["url"]):
        assert url.startswith(f"https://media.example.org/{bucket.bucket}/")


def test_who_may_not_read_is_given_no_address(
    api: APIClient, stranger_api: APIClient, script: Script, instructor: User
) -> None:
    answers = [api.get(address(script)), stranger_api.get(address(script))]
    api.force_authenticate(instructor)
    answers.append(api.get(address(script)))
    assert [answer.status_code for answer in answers] == [401, 404, 404]
    assert not any(answer.has_header("Location") for answer in answers)


def test_what_is_lost_is_not_found_and_what_can_be_is_made_again(
    learner_api: APIClient, script: Script, question: Question
) -> None:
    Question.objects.update(audio="questions/lost.m4a", spoken_text=question.text)
    default_storage.delete(script.playback.name)
    assert followed(learner_api.get(address(script, "?copy=1"))).content == SOUND
    default_storage.delete(script.recording.name)
    assert learner_api.get(address(script)).status_code == 404
    assert learner_api.get(f"/api/v1/questions/{question.pk}/audio/").json()["code"] == "not_yet_spoken"
    question.refresh_from_db()
    assert not question.is_spoken


def test_an_export_holds_the_recording(learner: User, script: Script) -> None:
    archive = ZipFile(io.BytesIO(b"".join(zip_pieces(export_scripts(user=learner)))))
    assert archive.read(f"scripts/{script.pk}-parks/recording.webm") == SOUND


def test_no_object_is_for_everybody(script: Script, bucket: S3Server) -> None:
    grants = bucket.client.get_object_acl(Bucket=bucket.bucket, Key=script.recording.name)["Grants"]
    assert [grant["Grantee"]["Type"] for grant in grants] == ["CanonicalUser"]
