"""What a watcher is told: alive, able to work, and how it goes."""

import threading
from datetime import timedelta
from ipaddress import ip_network

import pytest
from django.core.files.storage import default_storage
from django.db import OperationalError, connection
from django.utils import timezone

from opickme import health
from opickme.metrics import figures
from opickme.serving import draining
from scripts.models import Worker
from tests.lines import lines
from tests.scripts.making import question, script

__all__ = ["lines"]


@pytest.fixture(autouse=True)
def _no_memory(monkeypatch):
    """Look each time."""
    monkeypatch.setattr(health, "REMEMBER_SECONDS", -1.0)
    monkeypatch.setattr(figures, "REMEMBER_SECONDS", -1.0)


@pytest.fixture
def worker(db):
    return Worker.objects.create(name="w", queue="recognition", seen_at=timezone.now())


def parts(client):
    response = client.get("/readyz")
    failing = {name for name, state in response.json()["parts"].items() if state != "ok"}
    assert response.json()["ready"] == (not failing)
    return response.status_code, failing


def test_alive_asks_nobody(client, django_assert_num_queries):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]


def test_alive_without_a_database(client):
    """The mark that allows a database is missing: a query would fail."""
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.usefixtures("worker")
def test_ready_when_all_parts_work(client):
    assert parts(client) == (200, set())


@pytest.mark.django_db
def test_not_ready_without_a_worker(client):
    assert parts(client) == (503, {"worker"})


@pytest.mark.parametrize(("queue", "age"), [("recognition", 31), ("speech", 0)])
def test_a_silent_worker_or_one_of_another_queue_does_not_count(client, worker, queue, age):
    Worker.objects.update(queue=queue, seen_at=timezone.now() - timedelta(seconds=age))
    assert parts(client) == (503, {"worker"})


@pytest.mark.usefixtures("worker")
def test_not_ready_without_storage(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "file"
    (tmp_path / "file").write_text("where the directory should be")
    assert parts(client) == (503, {"storage"})


@pytest.mark.usefixtures("worker")
def test_looking_at_the_storage_leaves_nothing_there(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    assert parts(client) == (200, set())
    assert default_storage.listdir("health") == ([], [])


@pytest.mark.usefixtures("worker")
def test_not_ready_without_the_channel_layer(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert parts(client) == (503, {"channel_layer"})


@pytest.mark.django_db(transaction=True)
def test_not_ready_without_a_database(client, monkeypatch):
    def away(*_):
        raise OperationalError

    with connection.execute_wrapper(away):
        assert parts(client) == (503, {"database", "worker"})


@pytest.mark.usefixtures("worker")
def test_the_answer_stands_for_a_moment(client, monkeypatch):
    monkeypatch.setattr(health, "REMEMBER_SECONDS", 60.0)
    health._latest = (float("-inf"), {})
    assert parts(client) == (200, set())
    Worker.objects.all().delete()
    assert parts(client) == (200, set())


@pytest.mark.usefixtures("worker")
def test_a_process_that_was_told_to_stop_is_not_ready_from_then_on(client, monkeypatch):
    monkeypatch.setattr(health, "REMEMBER_SECONDS", 60.0)
    monkeypatch.setattr(draining, "_told", threading.Event())
    assert parts(client) == (200, set())
    draining.begin()
    assert parts(client) == (503, {"process"})


@pytest.mark.django_db(transaction=True)
def test_without_a_database_the_figures_of_the_process_are_told(client, lines):
    def away(*_):
        raise OperationalError("gone")

    with connection.execute_wrapper(away):
        text = client.get("/metrics").content.decode()
    assert "process_resident_memory_bytes" in text
    assert "opickme_sockets_open 0.0" in text
    assert "opickme_scripts" not in text
    assert "figures left out: gone" in {line["message"] for line in lines}


@pytest.mark.django_db
def test_without_redis_only_those_who_are_here_are_left_out(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    text = client.get("/metrics").content.decode()
    assert 'opickme_queue_length{queue="recognition"} 0.0' in text
    assert "opickme_instructors_online" not in text


@pytest.mark.django_db
def test_figures_are_given_to_the_allowed_alone(client, settings):
    settings.METRICS_NETWORKS = [ip_network("192.0.2.7"), ip_network("10.1.0.0/24")]
    assert client.get("/metrics").status_code == 403
    assert client.get("/metrics", REMOTE_ADDR="10.1.1.0").status_code == 403
    assert client.get("/metrics", REMOTE_ADDR="10.1.0.200").status_code == 200
    assert client.get("/metrics", headers={"x-forwarded-for": "192.0.2.7"}).status_code == 403
    allowed = client.get("/metrics", REMOTE_ADDR="192.0.2.7")
    assert allowed.status_code == 200
    assert allowed["Content-Type"].startswith("text/plain")


def test_figures_count_scripts_and_the_longest_wait(client, learner):
    asked = question()
    for state, minutes in (("pending", 5), ("pending", 1), ("done", 60)):
        script(learner, asked, state=state, created_at=timezone.now() - timedelta(minutes=minutes))
    lines = dict(
        line.rsplit(" ", 1) for line in client.get("/metrics").content.decode().splitlines() if not line.startswith("#")
    )
    assert lines['opickme_scripts{state="pending"}'] == "2.0"
    assert lines['opickme_scripts{state="done"}'] == "1.0"
    assert lines['opickme_scripts{state="failed"}'] == "0.0"
    assert 299 < float(lines["opickme_oldest_pending_seconds"]) < 400
    assert float(lines["process_resident_memory_bytes"]) > 0


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_they_are_only_read_and_need_no_https(client, settings, worker, path):
    settings.SECURE_SSL_REDIRECT = True
    assert client.post(path).status_code == 405
    assert client.get(path).status_code == 200
