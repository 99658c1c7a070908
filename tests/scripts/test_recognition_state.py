"""The state machine of recognition: who may write a script's words, and when."""

import uuid
from pathlib import Path

import pytest
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from scripts.exceptions import NotFailed
from scripts.models import Leftover, Question, Script
from scripts.services import files, recognition
from scripts.services.recognition import Claim, claim_script
from scripts.services.recordings import create_script
from tests.race import at_once
from tests.scripts import making

pytestmark = pytest.mark.django_db
LONG_AGO = "2001-01-01T00:00:00Z"


@pytest.fixture
def script(learner: User, question: Question, take: Path) -> Script:
    return create_script(learner=learner, question=question, client_id=uuid.uuid4(), source=take)[0]


def claimed(script: Script) -> Claim:
    claim = claim_script(script_id=script.pk)
    assert claim is not None
    return claim


def finish(claim: Claim, text: str = "I like the park") -> bool:
    return recognition.finish(claim, transcript=making.transcript(text), peaks=[0.5], duration=2.0, playback="")


def lapse(script: Script) -> None:
    """As if its worker had been silent for longer than a lease."""
    assert Script.objects.filter(pk=script.pk, state="running").update(lease_until=LONG_AGO) == 1


def queued(script: Script) -> int:
    """How many tasks wait for the script."""
    rows = DBTaskResult.objects.filter(status="READY").values_list("args_kwargs", flat=True)
    return [row["args"] for row in rows].count([script.pk])


def take_tasks() -> None:
    """A worker has taken every task that was queued."""
    for task in DBTaskResult.objects.filter(status="READY"):
        task.claim("a worker")


def now(script: Script) -> tuple[str, int, int, str]:
    script.refresh_from_db()
    return script.state, script.attempt, script.tries_left, script.error


def test_a_claim_is_finished_with_words(script: Script) -> None:
    claim = claimed(script)
    assert now(script) == ("running", 1, 2, "")
    assert script.lease_until is not None
    before = script.updated_at
    assert finish(claim)
    assert now(script) == ("done", 1, 2, "")
    assert (script.text, script.lease_until, script.engine) == ("I like the park", None, "a test")
    assert script.words[0] == {"text": "I", "start": 0.0, "end": 0.4, "confidence": 0.9}
    assert script.updated_at > before


@pytest.mark.django_db(transaction=True)
def test_of_sixteen_workers_one_gets_the_script(script: Script) -> None:
    claims = at_once([lambda: claim_script(script_id=script.pk)] * 16)
    assert len([claim for claim in claims if claim]) == 1
    assert now(script) == ("running", 1, 2, "")


def test_only_what_waits_can_be_claimed(script: Script) -> None:
    claim = claimed(script)
    assert claim_script(script_id=script.pk) is None
    finish(claim)
    assert claim_script(script_id=script.pk) is None
    script.delete()
    assert claim_script(script_id=script.pk or 0) is None


def test_a_lease_that_is_renewed_is_not_reaped(script: Script) -> None:
    claim = claimed(script)
    take_tasks()
    lapse(script)
    assert recognition.renew_lease(claim)
    assert recognition.reap() == 0
    assert now(script) == ("running", 1, 2, "")


def test_a_dead_workers_script_is_queued_again(script: Script) -> None:
    claimed(script)
    take_tasks()
    lapse(script)
    assert recognition.reap() == 1
    assert now(script) == ("pending", 1, 2, "")
    assert queued(script) == 1
    assert recognition.reap() == 0
    assert queued(script) == 1


@pytest.mark.django_db(transaction=True)
def test_reaped_by_many_at_once_it_is_queued_again_once(script: Script) -> None:
    claimed(script)
    take_tasks()
    lapse(script)
    assert sum(at_once([recognition.reap] * 8)) >= 1
    assert now(script) == ("pending", 1, 2, "")
    assert queued(script) >= 1
    claims = at_once([lambda: claim_script(script_id=script.pk)] * 8)
    assert len([claim for claim in claims if claim]) == 1


def test_a_worker_back_from_the_dead_writes_nothing(script: Script) -> None:
    dead = claimed(script)
    lapse(script)
    recognition.reap()
    assert not finish(dead, "from the grave")
    living = claimed(script)
    assert not recognition.renew_lease(dead)
    assert not finish(dead, "from the grave")
    assert not recognition.fail(dead, code="engine_failed")
    assert not recognition.give_back(dead, code="engine_failed", delay_seconds=0)
    assert finish(living, "by the living")
    assert not finish(dead, "from the grave")
    assert now(script) == ("done", 2, 1, "")
    assert script.text == "by the living"


def test_a_task_that_died_before_the_claim_is_queued_again(script: Script) -> None:
    take_tasks()
    assert recognition.reap() == 1
    assert (now(script), queued(script)) == (("pending", 0, 3, ""), 1)
    assert recognition.reap() == 0


def test_a_script_that_kills_its_workers_fails_after_three(script: Script) -> None:
    for attempt in (1, 2, 3):
        assert claimed(script).attempt == attempt
        take_tasks()
        lapse(script)
        recognition.reap()
    assert now(script) == ("failed", 3, 0, "worker_lost")
    assert queued(script) == 0


def test_a_passing_fault_is_tried_again_later_and_in_the_end_told(script: Script) -> None:
    take_tasks()
    for attempt in (1, 2):
        claim = claimed(script)
        assert recognition.give_back(claim, code="engine_unavailable", delay_seconds=60)
        assert now(script) == ("pending", attempt, 3 - attempt, "")
        assert recognition.reap() == 0, "it is queued, for later"
    assert not DBTaskResult.objects.ready().exists()
    assert recognition.give_back(claimed(script), code="engine_unavailable", delay_seconds=60)
    assert now(script) == ("failed", 3, 0, "engine_unavailable")


def test_a_failed_script_can_be_tried_again(script: Script) -> None:
    take_tasks()
    recognition.fail(claimed(script), code="engine_failed")
    assert now(script) == ("failed", 1, 2, "engine_failed")
    assert recognition.retry_script(script=script).state == "pending"
    assert (now(script), queued(script)) == (("pending", 1, 3, ""), 1)
    with pytest.raises(NotFailed):
        recognition.retry_script(script=script)
    assert queued(script) == 1
    assert finish(claimed(script))
    with pytest.raises(NotFailed):
        recognition.retry_script(script=script)


def test_a_deleted_script_stays_deleted(script: Script) -> None:
    claim = claimed(script)
    script.delete()
    assert not finish(claim)
    assert not recognition.renew_lease(claim)
    assert Script.objects.count() == 0


def test_a_copy_that_was_taken_for_a_leftover_is_not_named(script: Script) -> None:
    claim = claimed(script)
    facts = {"transcript": making.transcript(), "peaks": [], "duration": 2.0}
    with pytest.raises(files.Lost):
        recognition.finish(claim, **facts, playback="recordings/gone.m4a")
    assert now(script) == ("running", 1, 2, "")
    Leftover.objects.create(name="recordings/there.m4a")
    assert recognition.finish(claim, **facts, playback="recordings/there.m4a")
    assert not Leftover.objects.exists()
