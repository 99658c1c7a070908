"""Asking for a consult, cancelling it, and taking one: exactly one instructor gets it."""

import logging
import uuid
from datetime import datetime, timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from accounts.models import User
from consults import events
from consults.exceptions import (
    AlreadyClaimed,
    AlreadyOpen,
    Busy,
    HasOpenConsult,
    InCall,
    LearnerGone,
    NoSuchConsult,
    NotWaiting,
    OwnScript,
    RoomClosed,
    ScriptNotDone,
)
from consults.models import Consult
from consults.payloads import Line, consult_payload
from consults.services import line
from consults.services.absence import instructor_is_gone, learner_is_gone
from consults.services.endings import end, end_one, settle
from opickme.clock import UtcNow
from opickme.deadlocks import made_again
from opickme.errors import DomainError
from scripts.exceptions import NoSuchScript
from scripts.models import Script

State, Reason = Consult.State, Consult.Reason
KEEPS_PLACE = timedelta(minutes=15)
ATTEMPTS = 3

logger = logging.getLogger(__name__)


@made_again
def request_consult(*, learner: User, script: Script) -> Consult:
    """Put a script before the instructors. Raises ScriptNotDone, NoSuchScript, or AlreadyOpen with the id of the one
    that is open.

    Who was left by an instructor lately stands where he stood before, in front of those who came later.
    """
    if script.state != Script.State.DONE:
        raise ScriptNotDone
    for _ in range(ATTEMPTS):
        try:
            return get_consult(_ask(learner, script))
        except IntegrityError:
            existing = Consult.objects.filter(open_learner=learner).values_list("pk", flat=True).first()
            if existing is not None:
                raise AlreadyOpen(id=str(existing)) from None
            if not Script.objects.filter(pk=script.pk).exists():
                raise NoSuchScript from None
            # What was open has ended in between: now it can be asked for.
    raise AlreadyOpen


@made_again
def cancel_consult(*, consult: Consult) -> Consult:
    """Withdraw a request, as its learner asks; again is no error. Raises InCall or RoomClosed."""
    with transaction.atomic():
        cancellable = Consult.objects.filter(pk=consult.pk, state__in=[State.WAITING, State.MATCHED])
        if end_one(cancellable, consult.pk, state=State.CANCELLED, reason=Reason.CANCELLED):
            settle(Consult.objects.filter(pk=consult.pk))
    stored = get_consult(consult.pk)
    if stored.state == State.IN_PROGRESS:
        raise InCall
    if stored.state != State.CANCELLED:
        raise RoomClosed
    return stored


@made_again
def claim_consult(*, instructor: User, consult: Consult) -> Consult:
    """Take a request: of all who try, one wins. Taking it again is no error for the one who has it.

    Raises AlreadyClaimed, LearnerGone, NotWaiting, OwnScript, or Busy where the instructor is in another consult.
    """
    if consult.learner_id == instructor.pk:
        raise OwnScript
    # Nobody is led into an empty room: who left a moment ago has not been swept out of the line yet.
    end(Q(pk=consult.pk, state=State.WAITING) & learner_is_gone(), state=State.EXPIRED, reason=Reason.ABSENT)
    _free_deserted(instructor)
    try:
        won = _take(instructor, consult)
    except IntegrityError:
        held = Consult.objects.filter(open_instructor=instructor).values_list("pk", flat=True).first()
        raise Busy(id=held and str(held)) from None
    stored = get_consult(consult.pk)
    if not won and not (stored.is_open and stored.instructor_id == instructor.pk):
        raise _why_not(stored, instructor)
    return stored


def refuse_while_open(*, script: Script) -> None:
    """A script is not deleted under the hands of an instructor. Raises HasOpenConsult."""
    if Consult.objects.open().filter(script=script).exists():
        raise HasOpenConsult


def get_consult(consult_id: uuid.UUID) -> Consult:
    """The consult as it is now, with all that is shown of it. Raises NoSuchConsult."""
    found = Consult.objects.with_all().filter(pk=consult_id).first()
    if found is None:
        raise NoSuchConsult
    return found


def _ask(learner: User, script: Script) -> uuid.UUID:
    asked = timezone.now()
    with transaction.atomic():
        consult = Consult.objects.create(
            script=script,
            learner=learner,
            open_learner=learner,
            requested_at=asked,
            queued_at=_kept_place(learner) or asked,
            learner_seen_at=UtcNow(),
        )
        _tell_of_new(consult.pk)
    logger.info("consult %s asked for by user %s", consult.pk, learner.pk)
    return consult.pk


def _take(instructor: User, consult: Consult) -> bool:
    # The text is read in the statement that takes the request: no edit comes between.
    text = Script.objects.filter(pk=OuterRef("script_id")).values("text")
    with transaction.atomic():
        won = Consult.objects.filter(pk=consult.pk, state=State.WAITING).update(
            state=State.MATCHED,
            instructor=instructor,
            open_instructor=instructor,
            claimed_at=timezone.now(),
            original=Subquery(text),
            instructor_seen_at=UtcNow(),
        )
        if won:
            _tell_of_claim(consult)
            transaction.on_commit(partial(logger.info, "consult %s taken by user %s", consult.pk, instructor.pk))
    return bool(won)


def _why_not(consult: Consult, instructor: User) -> DomainError:
    if consult.instructor_id not in (None, instructor.pk):
        return AlreadyClaimed()
    return LearnerGone() if consult.ended_reason == Reason.ABSENT else NotWaiting()


def _tell_of_new(consult_id: uuid.UUID) -> None:
    consult = get_consult(consult_id)
    place = line.position_of(consult)
    events.queue_added(consult_payload(consult, Line(place, line.instructors_online(), None)))
    events.consult_updated(user_id=consult.learner_id, consult_id=consult_id, state=consult.state, position=place)
    if consult.queued_at != consult.requested_at:
        line.tell_places()


def _tell_of_claim(consult: Consult) -> None:
    events.queue_removed(consult.pk)
    events.consult_updated(user_id=consult.learner_id, consult_id=consult.pk, state=State.MATCHED)
    line.tell_line()


def _kept_place(learner: User) -> datetime | None:
    """Place in line of the last request, where its instructor went away lately."""
    last = Consult.objects.asked_by(learner).newest_first().only("ended_reason", "ended_at", "queued_at").first()
    if last is None or last.ended_reason != Reason.INSTRUCTOR_LEFT or last.ended_at is None:
        return None
    return last.queued_at if last.ended_at > timezone.now() - KEEPS_PLACE else None


def _free_deserted(instructor: User) -> None:
    """Let go of a consult that the instructor has taken and left without a word: its hold is a lease."""
    held = Consult.objects.filter(open_instructor=instructor).only("pk", "instructor_id").first()
    if held is not None and instructor_is_gone(held):
        Consult.objects.filter(pk=held.pk, open_instructor=instructor).update(open_instructor=None)
