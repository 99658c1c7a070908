"""What a worker makes of what it finds: recordings good and bad, and what another left that was killed at a moment too
short to be hit (the same rows and files, made here). One worker does all of it.
"""

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from scripts.models import Leftover, Question, Script
from scripts.services import files
from scripts.services.recognition import claim_script
from tests.e2e.site import wait_for
from tests.scripts import making
from tests.scripts.audio.sounds import recording, tone
from tests.scripts.shop import Shop, audit, crew, excerpt, let_time_pass, workplace

__all__ = ["crew", "workplace"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_recording_becomes_words_that_know_their_place(crew: Shop, learner: User, question: Question) -> None:
    script = crew.wait(crew.record(learner, question), "done")
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
    crew: Shop, learner: User, question: Question
) -> None:
    silent = crew.record(learner, question, sound=recording("webm", pcm=tone(4, level=0.0)))
    rotten = making.script(learner, question, sound=b"\x1aE\xdf\xa3 rotten", state="pending", text="", words=[])
    gone = making.script(learner, question, state="pending", text="", words=[])
    good = crew.record(learner, question, sound=excerpt(seconds=4))
    crew.wait(good, "done")
    assert crew.wait(silent, "failed").error == "no_speech"
    assert crew.wait(rotten, "failed").error == "not_audio"
    assert (silent.attempt, silent.text, rotten.attempt) == (1, "", 1)
    # Perhaps only the disk is away: tried again, with pauses, before it is told.

    def is_given_up() -> bool:
        let_time_pass()
        gone.refresh_from_db()
        return gone.state == Script.State.FAILED

    wait_for(is_given_up, seconds=60, what=crew.logs)
    assert (gone.error, gone.attempt) == ("engine_failed", 3)


def test_killed_between_task_and_claim(crew: Shop, learner: User, question: Question) -> None:
    with transaction.atomic():  # so that the living worker sees what the dead one left
        script = crew.record(learner, question, sound=excerpt(seconds=4))
        DBTaskResult.objects.get().claim("dead")
    crew.wait(script, "done")
    assert (script.attempt, script.tries_left) == (1, 2)
    audit()


def test_killed_between_recognition_and_its_result(crew: Shop, learner: User, question: Question) -> None:
    with transaction.atomic():
        script = crew.record(learner, question, sound=excerpt(seconds=4))
        DBTaskResult.objects.get().claim("dead")
        assert claim_script(script_id=script.pk)
        orphan = files.store(ContentFile(b"a copy"), folder=f"recordings/{learner.pk}", extension="m4a")
        Script.objects.update(lease_until="2001-01-01T00:00:00Z")
    crew.wait(script, "done")
    assert script.attempt == 2
    assert script.playback.name != orphan
    audit()
    Leftover.objects.update(noted_at="2001-01-01T00:00:00Z")
    files.clear_leftovers()
    assert making.stored_files() == {script.recording.name, script.playback.name}


def test_killed_between_the_result_and_the_end_of_its_task(crew: Shop, learner: User, question: Question) -> None:
    script = crew.wait(crew.record(learner, question, sound=excerpt(seconds=4)), "done")
    wait_for(lambda: DBTaskResult.objects.successful().exists(), seconds=30, what=crew.logs)
    written = Script.objects.values().get()
    # Killed after the words were written and before the task was marked, a worker leaves this.
    DBTaskResult.objects.update(status="RUNNING", finished_at=None)
    second = crew.record(learner, question, sound=excerpt(seconds=4))
    crew.wait(second, "done")
    DBTaskResult.objects.update(status="READY")
    wait_for(lambda: DBTaskResult.objects.successful().count() == 2, seconds=30, what=crew.logs)
    assert Script.objects.values().get(pk=script.pk) == written
    audit()
