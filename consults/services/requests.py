"""Asking for a consult, cancelling it, and taking one: exactly one instructor gets it."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from accounts import presence
from accounts.models import User
from consults import events
from consults.exceptions import (
    AlreadyClaimed,
    AlreadyOpen,
    Busy,
    HasOpenConsult,
    InCall,
    NoSuchConsult,
    NotWaiting,
    OwnScript,
    RoomClosed,
    ScriptNotDone,
)
from consults.models import Consult
from consults.payloads import Line, consult_payload
from consults.services import line
from opickme.clock import UtcNow, in_seconds
from scripts.models import Script

State, Reason = Consult.State, Consult.Reason
KEEPS_PLACE = timedelta(minutes=15)


def request_consult(*, learner: User, script: Script) -> Consult:
    """Put a script before the instructors. Raises ScriptNotDone, or AlreadyOpen with the id of the one that is open.

    Who was left by an instructor lately stands where he stood before, in front of those who came later.
    """
    if script.state != Script.State.DONE:
        raise ScriptNotDone
    try:
        with transaction.atomic():
            asked = timezone.now()
            consult = Consult.objects.create(
                script=script,
                learner=learner,
                open_learner=learner,
                requested_at=asked,
                queued_at=_kept_place(learner) or asked,
                learner_seen_at=UtcNow(),
            )
            _tell_of_new(consult.pk)
    except IntegrityError as error:
        if (existing := Consult.objects.filter(open_learner=learner).values_list("pk", flat=True).first()) is None:
            raise
        raise AlreadyOpen(id=str(existing)) from error
    return get_consult(consult.pk)


def cancel_consult(*, consult: Consult) -> Consult:
    """Withdraw a request, as its learner asks; again is no error. Raises InCall or RoomClosed."""
    with transaction.atomic():
        cancellable = Consult.objects.filter(pk=consult.pk, state__in=[State.WAITING, State.MATCHED])
        if cancellable.update(**closed(State.CANCELLED, Reason.CANCELLED), settled_at=timezone.now()):
            tell_of_end(consult.pk)
    stored = get_consult(consult.pk)
    if stored.state == State.IN_PROGRESS:
        raise InCall
    if stored.state != State.CANCELLED:
        raise RoomClosed
    return stored


def claim_consult(*, instructor: User, consult: Consult) -> Consult:
    """Take a request: of all who try, one wins. Taking it again is no error for the one who has it.

    Raises AlreadyClaimed, NotWaiting, OwnScript, or Busy where the instructor is in another consult.
    """
    if consult.learner_id == instructor.pk:
        raise OwnScript
    _free_deserted(instructor)
    # The text is read in the statement that takes the request: no edit comes between.
    text = Script.objects.filter(pk=OuterRef("script_id")).values("text")
    try:
        with transaction.atomic():
            waiting = Consult.objects.filter(pk=consult.pk, state=State.WAITING)
            won = waiting.update(
                state=State.MATCHED,
                instructor=instructor,
                open_instructor=instructor,
                claimed_at=timezone.now(),
                original=Subquery(text),
                instructor_seen_at=UtcNow(),
            )
            if won:
                _tell_of_claim(consult)
    except IntegrityError as error:
        held = Consult.objects.filter(open_instructor=instructor).values_list("pk", flat=True).first()
        raise Busy(id=str(held)) from error
    stored = get_consult(consult.pk)
    if not won and (stored.instructor_id != instructor.pk or not stored.is_open):
        raise NotWaiting if stored.instructor_id in (None, instructor.pk) else AlreadyClaimed
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


def closed(state: str, reason: str) -> dict[str, object]:
    """What every end of a consult writes: nobody holds it any more."""
    return {
        "state": state,
        "ended_reason": reason,
        "ended_at": timezone.now(),
        "open_learner": None,
        "open_instructor": None,
    }


def tell_of_end(consult_id: uuid.UUID, *, feedback_id: int | None = None) -> None:
    """Once this is committed, tell the room, the learner's pages, the dashboards and those who waited behind."""
    consult = Consult.objects.defer("draft", "draft_state").get(pk=consult_id)
    events.consult_ended(consult_id=consult_id, feedback_id=feedback_id, reason=consult.ended_reason)
    for user_id in filter(None, (consult.learner_id, consult.instructor_id)):
        events.consult_updated(user_id=user_id, consult_id=consult_id, state=consult.state)
    if consult.claimed_at is None:
        events.queue_removed(consult_id)
        line.tell_places()


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
    line.tell_places()


def _kept_place(learner: User) -> datetime | None:
    """Place in line of the last request, where its instructor went away lately."""
    lost = Consult.objects.asked_by(learner).filter(
        ended_reason=Reason.INSTRUCTOR_LEFT, ended_at__gt=timezone.now() - KEEPS_PLACE
    )
    return lost.newest_first().values_list("queued_at", flat=True).first()


def _free_deserted(instructor: User) -> None:
    """Let go of a consult that the instructor has taken and left without a word: its hold is a lease."""
    lapsed = in_seconds(-settings.CONSULT_HOLD_SECONDS)
    deserted = Consult.objects.filter(open_instructor=instructor, instructor_seen_at__lt=lapsed)
    for held in deserted.only("pk"):
        if instructor.pk not in presence.people_at(held.place):
            deserted.filter(Q(pk=held.pk)).update(open_instructor=None)
