"""What /metrics counts, in one process and in several that share a port."""

from datetime import timedelta

import httpx
import pytest
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from opickme.metrics import figures
from scripts import tasks
from scripts.models import Worker
from scripts.recognition import meter
from scripts.services import recognition, tallies
from tests.consults import making
from tests.scripts.making import question, script
from tests.stack.servers import Pages


@pytest.fixture(autouse=True)
def _no_memory(monkeypatch):
    monkeypatch.setattr(figures, "REMEMBER_SECONDS", -1.0)


def read(text: str) -> dict[tuple, float]:
    """Each sample by its name and the values of its labels, in the order of their names."""
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def figure(client, *name):
    return read(client.get("/metrics").content.decode())[name]


def test_what_waits_in_each_queue_and_how_long(client, learner):
    for minutes in (5, 1):
        result = tasks.recognize_script.enqueue(minutes)
        result.db_result.__class__.objects.filter(pk=result.id).update(
            enqueued_at=timezone.now() - timedelta(minutes=minutes)
        )
    later = tasks.recognize_script.using(run_after=timezone.now() + timedelta(hours=1))
    later.enqueue(3)
    Worker.objects.create(name="w", queue="speech", seen_at=timezone.now())
    Worker.objects.create(name="silent", queue="recognition", seen_at=timezone.now() - timedelta(minutes=1))
    seen = read(client.get("/metrics").content.decode())
    assert seen["opickme_queue_length", "recognition"] == 2
    assert 299 < seen["opickme_queue_age_seconds", "recognition"] < 330
    assert (seen["opickme_queue_length", "speech"], seen["opickme_queue_age_seconds", "speech"]) == (0, 0)
    assert (seen["opickme_workers", "speech"], seen["opickme_workers", "recognition"]) == (1, 0)


def test_the_line_and_those_who_serve_it(client, learner, other_learner, instructor):
    making.called(learner, instructor)
    making.consult(other_learner, requested_at=making.ago(240))
    seen = read(client.get("/metrics").content.decode())
    assert seen["opickme_consults", "waiting"] == 1
    assert seen["opickme_consults", "in_progress"] == 1
    assert seen["opickme_consults", "completed"] == 0
    assert 239 < seen["opickme_longest_wait_seconds",] < 300
    assert seen["opickme_instructors_online",] == 0


@pytest.mark.django_db
def test_a_request_is_counted_by_view_and_status_and_its_path_is_not_kept(client):
    before = read(client.get("/metrics").content.decode())
    client.get("/accounts/login/")
    client.get("/canary/of/a/path/")
    text = client.get("/metrics").content.decode()
    after = read(text)
    for name in (("GET", "200", "accounts:login"), ("GET", "404", "none")):
        key = ("opickme_http_requests_total", *name)
        assert after[key] - before.get(key, 0) == 1
    key = ("opickme_http_request_seconds_bucket", "+Inf", "accounts:login")
    assert after[key] - before.get(key, 0) == 1
    assert "canary" not in text


def test_what_a_worker_wrote_down_is_summed_in_the_database(client, learner):
    meter.take()
    claim = recognition.claim_script(script_id=script(learner, question(), state="pending").pk)
    assert recognition.fail(claim, code="no_speech")
    tallies.keep()
    assert figure(client, "opickme_recognitions_total", "failed") == 1


def test_workers_that_share_a_port_answer_with_the_sum_of_all(station, tmp_path):
    shared = tmp_path / "figures"
    shared.mkdir()
    env = station.env | {"PAGES_THREADS": "1", "PROMETHEUS_MULTIPROC_DIR": str(shared)}
    pages = Pages(env, tmp_path / "pages.log", workers=3).start()
    station.started.append(pages.process)
    pages.wait()

    def ask(path: str) -> str:
        return httpx.get(f"{pages.url}{path}", timeout=30).text  # a connection each: any worker may take it

    for _ in range(40):
        ask("/accounts/login/")
    assert len(list(shared.glob("counter_*.db"))) > 1
    counted = {read(ask("/metrics"))["opickme_http_requests_total", "GET", "200", "accounts:login"] for _ in range(6)}
    assert counted == {40}
    pages.process.stop()
    assert not shared.exists()
