"""The worker as a process: what it does, how it stops, and what it leaves when it is killed."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from scripts.models import Question, Script
from scripts.services import workers
from tests.e2e.site import wait_for
from tests.scripts import making
from tests.scripts.audio.sounds import recording, tone
from tests.scripts.shop import Shop, audit, open_shop

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(transactional_db: None, tmp_path: Path) -> Iterator[Shop]:
    with open_shop(tmp_path) as opened:
        yield opened


def test_a_recording_becomes_words_that_know_their_place(shop: Shop, learner: User, question: Question) -> None:
    shop.worker()
    script = shop.wait(shop.record(learner, question), "done")
    assert len(script.text.split()) > 10
    assert [word["text"] for word in script.words] == script.text.split()
    assert all(0 <= word["start"] <= word["end"] <= 12.5 for word in script.words)
    assert script.duration == pytest.approx(12, abs=0.2)
    assert len(script.peaks) > 100
    assert max(script.peaks) > 0.01
    assert script.playback.read()[4:8] == b"ftyp"
    assert (script.attempt, script.tries_left, script.lease_until) == (1, 2, None)
    audit()


def test_silence_and_broken_files_fail_with_their_reason_and_hold_up_nobody(
    shop: Shop, learner: User, question: Question
) -> None:
    silent = shop.record(learner, question, sound=recording("webm", pcm=tone(4, level=0.0)))
    rotten = making.script(learner, question, sound=b"\x1aE\xdf\xa3 rotten", state="pending", text="", words=[])
    gone = making.script(learner, question, state="pending", text="", words=[])
    good = shop.record(learner, question)
    shop.worker()
    shop.wait(good, "done")
    assert shop.wait(silent, "failed").error == "no_speech"
    assert shop.wait(rotten, "failed").error == "not_audio"
    assert (silent.attempt, silent.text, rotten.attempt) == (1, "", 1)
    # Perhaps only the disk is away: tried again, with pauses, before it is told.
    assert shop.wait(gone, "failed").error == "engine_failed"
    assert gone.attempt == 3


def test_told_to_stop_it_finishes_its_job(shop: Shop, learner: User, question: Question) -> None:
    worker = shop.worker()
    wait_for(lambda: workers.is_served("recognition"), seconds=60, what=worker.output)
    script = shop.wait(shop.record(learner, question), "running")
    assert worker.stop(signal.SIGTERM, seconds=60) == 0
    script.refresh_from_db()
    assert (script.state, script.attempt) == ("done", 1)
    assert not workers.is_served("recognition")


def test_killed_at_work_another_one_does_it(shop: Shop, learner: User, question: Question) -> None:
    worker = shop.worker()
    script = shop.wait(shop.record(learner, question), "running")
    worker.kill()
    shop.worker()
    shop.wait(script, "done")
    assert script.attempt == 2
    assert script.text
    assert Script.objects.count() == 1
    audit()


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


def test_a_job_that_hangs_ends_its_process(shop: Shop, learner: User, question: Question) -> None:
    worker = shop.worker(JOB_MAX_SECONDS="0")
    shop.record(learner, question)
    assert worker.popen.wait(90) == 1
    assert "hangs" in worker.output()


def test_a_task_that_comes_twice_does_nothing_twice(shop: Shop, learner: User, question: Question) -> None:
    shop.worker()
    script = shop.wait(shop.record(learner, question), "done")
    wait_for(lambda: DBTaskResult.objects.successful().exists(), seconds=30, what=shop.logs)
    written = Script.objects.values().get()
    # Killed after the words were written and before the task was marked, a worker leaves this.
    DBTaskResult.objects.update(status="RUNNING", finished_at=None)
    second = shop.record(learner, question)
    shop.wait(second, "done")
    DBTaskResult.objects.update(status="READY")
    wait_for(lambda: DBTaskResult.objects.successful().count() == 2, seconds=30, what=shop.logs)
    assert Script.objects.values().get(pk=script.pk) == written
    audit()
