"""The worker as a process: what it does, how it stops, and what it leaves when it is killed."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from grpc import StatusCode

from accounts.models import User
from scripts.management.commands.worker import unique_name
from scripts.models import Question, Script
from scripts.recognition import meter
from scripts.services import speech, tallies, workers
from tests.e2e.site import wait_for
from tests.scripts import making
from tests.scripts.recognition.google_server import Fault, GoogleServer, google_server, results
from tests.scripts.recognition.voices import PARK
from tests.scripts.shop import Shop, audit, excerpt, open_shop

pytestmark = pytest.mark.django_db(transaction=True)
OF_PAGES = {"import_export.admin", "openpyxl", "opickme.urls", "rest_framework.views", "scripts.admin", "twisted"}
"""A fifth of what an idle worker once took was of these."""


@pytest.fixture
def shop(transactional_db: None, tmp_path: Path) -> Iterator[Shop]:
    with open_shop(tmp_path) as opened:
        yield opened


@pytest.fixture
def server() -> Iterator[GoogleServer]:
    with google_server() as served:
        yield served


def test_told_to_stop_it_finishes_its_job_and_has_loaded_no_page(shop: Shop, learner: User, question: Question) -> None:
    worker = shop.worker(PYTHONPROFILEIMPORTTIME="1")
    wait_for(lambda: workers.is_served("recognition"), seconds=60, what=worker.output)
    script = shop.wait(shop.record(learner, question), "running")
    assert worker.stop(signal.SIGTERM, seconds=60) == 0
    script.refresh_from_db()
    assert (script.state, script.attempt) == ("done", 1)
    assert not workers.is_served("recognition")
    imported = {line.rpartition("| ")[2].strip() for line in worker.output().splitlines() if "| " in line}
    assert {"ctranslate2", "scripts.jobs"} <= imported
    assert not imported & OF_PAGES


def test_told_to_stop_it_waits_for_no_job_that_hangs(
    shop: Shop, learner: User, question: Question, server: GoogleServer
) -> None:
    """Told twice, or when the time for its job is over."""
    server.answers = [Fault(hang=True), Fault(hang=True), results(PARK)]
    google = {"STT_ENGINE": "google", "GOOGLE_SPEECH_ENDPOINT": server.address, "LEASE_SECONDS": "2"}
    scripts = [shop.record(learner, question, sound=excerpt(seconds=3)) for _ in range(2)]
    patient, hasty = (shop.worker(WORKER_STOP_SECONDS=patience, **google) for patience in ("600", "1"))
    wait_for(lambda: len(server.calls) == 2, seconds=60, what=shop.logs)
    for worker in (patient, hasty):
        worker.popen.send_signal(signal.SIGTERM)
        wait_for(lambda log=worker.output: "stops after the job at hand" in log(), seconds=60, what=worker.output)
    patient.popen.send_signal(signal.SIGTERM)
    assert [worker.popen.wait(60) for worker in (patient, hasty)] == [-signal.SIGTERM, -signal.SIGALRM]
    shop.worker(**google)
    for script in scripts:
        assert shop.wait(script, "done").text == "I like the park."
        assert (script.attempt, script.engine) == (2, "google")
    audit()


def test_what_recognition_costs_outlives_the_worker(
    shop: Shop, learner: User, question: Question, server: GoogleServer
) -> None:
    server.answers = [Fault(StatusCode.INVALID_ARGUMENT), results(PARK)]
    google = {"STT_ENGINE": "google", "GOOGLE_SPEECH_ENDPOINT": server.address, "STT_FALLBACK": "local"}
    for _ in range(2):
        worker = shop.worker(**google)
        script = shop.wait(shop.record(learner, question), "done")
        assert worker.stop(seconds=60) == 0
    assert script.engine == "google"
    assert tallies.values(meter.FALLBACKS) == {"engine_failed": 1}
    assert tallies.values(meter.BILLED_SECONDS) == {"google": 12}
    assert tallies.values(tallies.COST) == {"google": pytest.approx(12 / 60 * 0.024)}


def test_without_an_engine_it_says_why_in_one_line(shop: Shop) -> None:
    worker = shop.worker(STT_ENGINE="google", GOOGLE_CREDENTIALS_JSON="rubbish")
    assert worker.popen.wait(60) == 1
    [line] = worker.output().strip().splitlines()
    assert "No speech recognition: GOOGLE_CREDENTIALS_JSON is not the key of a service account" in line


def test_a_learner_does_not_wait_behind_two_hundred_questions(shop: Shop, learner: User, question: Question) -> None:
    for number in range(200):
        making.question(text=f"What do you do at the park on day {number} of your holidays?")
    assert speech.queue_missing_speech() == 201
    shop.worker("speech")
    wait_for(lambda: Question.objects.exclude(audio="").exists(), seconds=60, what=shop.logs)
    shop.worker()
    assert shop.wait(shop.record(learner, question), "done").text
    assert Question.objects.published().unspoken().count() > 50


def test_two_workers_that_look_alike_are_two() -> None:
    """In containers a host's name and the number of a process repeat."""
    names = {unique_name() for _ in range(10)}
    assert len(names) == 10
    assert max(map(len, names)) <= 64, "what the queue has room for"


def test_stopped_past_its_lease_its_write_is_refused(shop: Shop, learner: User, question: Question) -> None:
    sleeper = shop.worker()
    script = shop.wait(shop.record(learner, question), "running")
    sleeper.popen.send_signal(signal.SIGSTOP)
    shop.worker()
    shop.wait(script, "done")
    written = Script.objects.values().get()
    assert written["attempt"] == 2
    sleeper.popen.send_signal(signal.SIGCONT)
    wait_for(lambda: f"stale attempt 1 of script {script.pk}" in sleeper.output(), seconds=60, what=sleeper.output)
    assert Script.objects.values().get() == written
    audit()


def test_a_recording_that_kills_every_worker_fails_and_the_others_are_done(
    shop: Shop, learner: User, other_learner: User, question: Question
) -> None:
    poison = shop.record(learner, question)
    good = [shop.record(other_learner, question) for _ in range(2)]
    for attempt in (1, 2, 3):
        worker = shop.worker(LEASE_SECONDS="3")
        shop.wait(poison, "running", attempt=attempt)
        worker.kill()
    shop.worker(LEASE_SECONDS="3")
    assert shop.wait(poison, "failed").error == "worker_lost"
    assert poison.attempt == 3
    for script in good:
        assert shop.wait(script, "done").text
    audit()


def test_a_job_that_hangs_ends_its_process(shop: Shop, learner: User, question: Question, server: GoogleServer) -> None:
    server.answers = [Fault(hang=True)]
    worker = shop.worker(JOB_MAX_SECONDS="0", STT_ENGINE="google", GOOGLE_SPEECH_ENDPOINT=server.address)
    shop.record(learner, question, sound=excerpt(seconds=3))
    assert worker.popen.wait(90) == 1
    assert "hangs" in worker.output()
