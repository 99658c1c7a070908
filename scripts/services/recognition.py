"""The durable state machine of recognition: pending → running → done or failed.

Every move is one conditional update. `attempt` is the fence: whoever claimed the row writes only while the row still
carries his attempt, so a worker that was thought dead cannot overwrite the result of the next one.
"""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from opickme.clock import new_lease
from opickme.deadlocks import made_again
from scripts import events, tasks
from scripts.exceptions import NotFailed
from scripts.models import Script, ScriptQuerySet
from scripts.recognition import meter
from scripts.recognition.base import Transcript
from scripts.services import files, queue

State = Script.State
WORKER_LOST = "worker_lost"


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to write one script's transcript."""

    script: Script
    attempt: int


@made_again
def claim_script(*, script_id: int) -> Claim | None:
    """Take a pending script; None when it is gone, taken or settled."""
    pending = Script.objects.filter(pk=script_id, state=State.PENDING)
    with transaction.atomic():
        if not pending.update(
            state=State.RUNNING, attempt=F("attempt") + 1, tries_left=F("tries_left") - 1, lease_until=new_lease()
        ):
            return None
        script = Script.objects.get(pk=script_id)
        _publish(script, State.RUNNING)
    return Claim(script=script, attempt=script.attempt)


def renew_lease(claim: Claim) -> bool:
    """Keep the claim alive; False when it is no longer ours."""
    return bool(_mine(claim).update(lease_until=new_lease()))


def finish(claim: Claim, *, transcript: Transcript, peaks: list[float], duration: float, playback: str) -> bool:
    """Write the transcript; False when another attempt has the script now. `playback` is a stored file, or empty."""
    words = [{"text": w.text, "start": w.start, "end": w.end, "confidence": w.confidence} for w in transcript.words]
    return _settle(
        claim,
        state=State.DONE,
        text=transcript.text,
        words=words,
        engine=transcript.engine,
        peaks=peaks,
        duration=duration,
        playback=playback,
        error="",
    )


def fail(claim: Claim, *, code: str) -> bool:
    """Settle as failed for the reason `code`; False when another attempt has the script now."""
    return _settle(claim, state=State.FAILED, error=code)


@made_again
def give_back(claim: Claim, *, code: str, delay_seconds: float, is_free: bool = False) -> bool:
    """Queue the script again after a passing fault; with no try left it fails for the reason `code`.

    One that is free does not count as a try.
    """
    if claim.script.tries_left < 1 and not is_free:
        return fail(claim, code=code)
    with transaction.atomic():
        if not _mine(claim).update(
            state=State.PENDING, lease_until=None, tries_left=F("tries_left") + (1 if is_free else 0)
        ):
            return False
        queue.queue_again(claim.script.pk, delay_seconds=delay_seconds)
        _publish(claim.script, State.PENDING)
    return True


@made_again
def retry_script(*, script: Script) -> Script:
    """Let a failed script be recognised once more, as its learner asks. Raises NotFailed."""
    with transaction.atomic():
        fresh = Script._meta.get_field("tries_left").get_default()
        failed = Script.objects.filter(pk=script.pk, state=State.FAILED)
        if not failed.update(state=State.PENDING, error="", tries_left=fresh, updated_at=timezone.now()):
            raise NotFailed
        queue.queue_again(script.pk)
        _publish(script, State.PENDING)
    script.refresh_from_db()
    return script


def reap() -> int:
    """Queue again every script whose worker has died; return how many. Safe to run anywhere, at any time, twice."""
    return _reap_lapsed() + _reap_stranded()


def _reap_lapsed() -> int:
    """A worker died at work: its lease ran out."""
    reaped = 0
    for script in Script.objects.abandoned().only("pk", "learner_id", "tries_left", "attempt"):
        with transaction.atomic():
            # Only a lease that is still run out is taken: its worker may have come back in between.
            lapsed = Script.objects.abandoned().filter(pk=script.pk, attempt=script.attempt)
            if lapsed.update(lease_until=None):
                reaped += give_back(Claim(script=script, attempt=script.attempt), code=WORKER_LOST, delay_seconds=0)
    return reaped


def _reap_stranded() -> int:
    """A worker died between taking the task and claiming the script: no task will come for the row any more."""
    pending = set(Script.objects.filter(state=State.PENDING).values_list("pk", flat=True))
    stranded = pending - queue.waiting(tasks.recognize_script) if pending else set()
    for script_id in stranded:
        queue.queue_again(script_id)
    return len(stranded)


def _mine(claim: Claim) -> ScriptQuerySet:
    return Script.objects.filter(pk=claim.script.pk, state=State.RUNNING, attempt=claim.attempt)


@made_again  # or minutes of recognition, which may have been paid for, were lost
def _settle(claim: Claim, *, state: Script.State, **facts: Any) -> bool:
    with transaction.atomic():
        if not _mine(claim).update(state=state, lease_until=None, updated_at=timezone.now(), **facts):
            return False
        if playback := facts.get("playback"):
            files.keep(playback)
        _publish(claim.script, state)
    meter.count(meter.RECOGNITIONS, str(state))
    if state == State.DONE:
        meter.count(meter.RECOGNISED_SECONDS, facts["engine"], facts["duration"])
    return True


def _publish(script: Script, state: Script.State) -> None:
    events.script_updated(learner_id=script.learner_id, script_id=script.pk, state=state)
