"""A store that is away, refuses us, or hangs: nothing is lost, and it heals without hands."""

import io
import signal
import socket
import threading
import uuid
from collections.abc import Iterator
from contextlib import suppress

import httpx
import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from opickme import storage_check
from scripts import jobs
from scripts.models import Leftover, Question, Script
from scripts.services import files
from tests.e2e.site import wait_for
from tests.line import Line
from tests.race import at_once
from tests.scripts.shop import audit, excerpt
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


def test_a_store_that_stands_still_holds_up_one_request_and_not_all(
    learner_api: APIClient, question: Question, bucket: S3Server
) -> None:
    """Its process is stopped: it takes connections and says nothing. For how long makes no difference to us: what needs
    it ends by our own time-outs, and what waits for it asks again every ten seconds.
    """
    sound = excerpt(seconds=5)
    number = Sending(learner_api, sound).send(question).json()["id"]
    sending = Sending(learner_api, sound)
    sending.open()
    sending.put_all()
    script = Script.objects.get()

    def heard() -> int:
        return int(learner_api.get(f"/api/v1/scripts/{number}/audio/").status_code)

    asked = bucket.process.output().count("HTTP/1.1")
    bucket.process.popen.send_signal(signal.SIGSTOP)
    try:
        refused = sending.finish(question)
        assert (refused.status_code, refused.json()["code"], refused["Retry-After"]) == (503, "unavailable", "2")
        assert at_once([heard] * 12) == [503] * 12
        for _ in range(5):  # more often than a script has tries
            jobs.recognize(script_id=number)
        with pytest.raises(storage_check.StorageFault, match=r"^the store does not answer: look at S3_ENDPOINT_URL"):
            storage_check.check()
        script.refresh_from_db()
        assert (script.state, script.attempt, script.tries_left) == ("pending", 5, 3)
        assert learner_api.get(f"/api/v1/scripts/{number}/").json()["state"] == "pending"
    finally:
        bucket.process.popen.send_signal(signal.SIGCONT)
    wait_for(lambda: heard() == 302, seconds=30, what=bucket.process.output)
    # Nineteen wanted something of it; those that it finds waiting are the few that were let through.
    assert bucket.process.output().count("HTTP/1.1") - asked <= 6
    assert sending.finish(question).status_code == 201
    jobs.recognize(script_id=number)
    script.refresh_from_db()
    assert (script.state, len(script.text.split()) > 3) == ("done", True)
    assert (Script.objects.count(), bucket.unfinished(), Leftover.objects.count()) == (2, set(), 0)
    audit()


def test_a_store_that_hangs_up_is_away_too(learner_api: APIClient, settings: Settings, webm: bytes) -> None:
    """As one whose process dies, or whose front door has nobody behind it."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(target=_show_out, args=[door], daemon=True).start()
        settings.S3_ENDPOINT_URL = f"http://127.0.0.1:{door.getsockname()[1]}"
        settings.STORAGES = dict(settings.STORAGES)
        answer = learner_api.post(URL, {"client_id": str(uuid.uuid4()), "size": len(webm)}, format="json")
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        with pytest.raises(storage_check.StorageFault, match=r"^the store does not answer: look at S3_ENDPOINT_URL"):
            storage_check.check()


def _show_out(door: socket.socket) -> None:
    """Close every connection when its request has begun."""
    with suppress(OSError):
        while True:
            client, _ = door.accept()
            with client:
                client.recv(1)


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
