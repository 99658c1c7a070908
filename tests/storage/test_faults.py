"""A store that is away, refuses us, or hangs: nothing is lost, and it heals without hands."""

import io
import uuid
from collections.abc import Iterator

import httpx
import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from opickme import storage_check
from scripts import jobs
from scripts.models import Leftover, Question, Script
from scripts.services import files
from tests.line import Line
from tests.services import S3Server
from tests.storage.browser import URL, Sending

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def line(bucket: S3Server, settings: Settings) -> Iterator[Line]:
    """The line to the store."""
    line = Line(bucket.port)
    settings.S3_ENDPOINT_URL = f"http://127.0.0.1:{line.port}"
    yield line
    line.cut()


def test_a_store_that_is_away_costs_nothing_but_time(
    learner_api: APIClient, question: Question, bucket: S3Server, line: Line, webm: bytes
) -> None:
    sending = Sending(learner_api, webm)
    opening = {"client_id": str(sending.client_id), "size": len(webm)}
    line.cut()
    away = [learner_api.post(URL, opening, format="json")]
    line.mend()
    sending.open()
    sending.put_all()
    line.cut()
    body = {"question": question.pk, "client_id": uuid.uuid4(), "audio": io.BytesIO(webm)}
    away += [sending.finish(question), learner_api.post("/api/v1/scripts/", body, format="multipart")]
    with pytest.raises(storage_check.StorageFault, match=r"^the store does not answer: look at S3_ENDPOINT_URL"):
        storage_check.check()
    line.mend()
    assert [(answer.status_code, answer.json()["code"], answer["Retry-After"]) for answer in away] == [
        (503, "unavailable", "2")
    ] * 3
    assert not Script.objects.exists()
    storage_check.check()
    assert sending.finish(question).status_code == 201
    assert sending.finish(question).status_code == 200
    line.cut()
    script = Script.objects.get()
    for _ in range(5):  # more often than a script has tries
        jobs.recognize(script_id=script.pk)
    assert learner_api.get(f"/api/v1/scripts/{script.pk}/audio/").status_code == 503
    script.refresh_from_db()
    assert (script.state, script.attempt, script.tries_left) == ("pending", 5, 3)
    assert learner_api.delete(f"/api/v1/scripts/{script.pk}/").status_code == 204
    line.mend()
    Leftover.objects.update(noted_at="2020-01-01T00:00Z")
    files.clear_leftovers()
    assert (bucket.names(), Leftover.objects.count()) == (set(), 0)


def test_what_an_operator_has_to_mend_is_said_in_one_line(
    bucket: S3Server, settings: Settings, learner_api: APIClient, webm: bytes
) -> None:
    settings.S3_BUCKET = "absent"
    settings.STORAGES = dict(settings.STORAGES)
    with pytest.raises(storage_check.StorageFault, match=r"^the bucket does not exist: look at S3_BUCKET"):
        storage_check.check()
    answer = learner_api.post(URL, {"client_id": str(uuid.uuid4()), "size": len(webm)}, format="json")
    assert answer.status_code == 503
    settings.S3_BUCKET = bucket.bucket
    settings.STORAGES = dict(settings.STORAGES)
    httpx.post(f"{bucket.url}/moto-api/reset-auth", content="0")  # from now on it asks who we are
    try:
        with pytest.raises(storage_check.StorageFault, match=r"look at AWS_ACCESS_KEY_ID"):
            storage_check.check()
    finally:
        httpx.post(f"{bucket.url}/moto-api/reset-auth", content="inf")
    storage_check.check()


def test_what_works_but_is_not_as_it_should_be_is_said(bucket: S3Server) -> None:
    assert [line.partition(":")[0] for line in storage_check.advice()] == ["the bucket has no lifecycle rule"]
    rules = bucket.client.get_bucket_cors(Bucket=bucket.bucket)["CORSRules"]
    bucket.client.delete_bucket_cors(Bucket=bucket.bucket)
    try:
        assert "no CORS rule" in storage_check.advice()[0]
    finally:
        bucket.client.put_bucket_cors(Bucket=bucket.bucket, CORSConfiguration={"CORSRules": rules})
