"""What becomes of a call: the draft that is kept on the way, and how its two people end it."""

import uuid

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from consults import richtext
from consults.exceptions import NoSuchConsult, NotYours, RoomClosed
from consults.models import Consult
from consults.permissions import may_correct
from consults.services.absence import instructor_is_gone
from consults.services.endings import closed, end_one, settle, tell_of_end
from consults.services.requests import cancel_consult, get_consult
from opickme.clock import UtcNow
from opickme.deadlocks import made_again

State, Reason = Consult.State, Consult.Reason


@made_again
def journal(*, consult: Consult, instructor: User, content: str, state: str = "", revision: int | None = None) -> None:
    """Keep the corrected text as it stands now; an older revision never replaces a newer one, and none is the newest.

    `content` is HTML and is sanitised, `state` the shared document as base64. A consult that is over keeps its draft
    until it is finished or dropped. Raises NotYours, RoomClosed or BadText.
    """
    require_instructor(consult, instructor)
    clean = richtext.clean(content, may_be_empty=True)
    with transaction.atomic():
        stored = Consult.objects.filter(pk=consult.pk, settled_at=None, instructor=instructor)
        newest = stored if revision is None else stored.filter(draft_revision__lte=revision)
        kept = newest.update(
            draft=clean,
            draft_state=state,
            draft_revision=F("draft_revision") + 1 if revision is None else revision,
            draft_at=timezone.now(),
            instructor_seen_at=UtcNow(),
        )
        if not kept and not stored.exists():
            raise RoomClosed


@made_again
def leave_room(*, consult: Consult) -> Consult:
    """End the learner's part: before the call it is a cancellation, afterwards the room closes. Again is no error.

    Where the instructor has been gone for a while it is he who left: the learner keeps the place in line. Either way
    the instructor may still store what was corrected.
    """
    with transaction.atomic():
        stored = _locked(consult.pk)
        row = Consult.objects.filter(pk=consult.pk)
        deserted = stored.is_open and instructor_is_gone(stored)
        if stored.state == State.IN_PROGRESS:
            reason = Reason.INSTRUCTOR_LEFT if deserted else Reason.LEARNER_LEFT
            end_one(row, consult.pk, state=State.COMPLETED, reason=reason, may_be_written=True)
        elif deserted:
            end_one(row, consult.pk, state=State.EXPIRED, reason=Reason.INSTRUCTOR_LEFT)
        elif stored.is_open:
            cancel_consult(consult=stored)
    return get_consult(consult.pk)


@made_again
def drop_consult(*, consult: Consult, instructor: User) -> Consult:
    """End without feedback, or throw away the draft of a consult that is over. Again is no error.

    Raises NotYours, or RoomClosed where feedback was stored: that is the learner's.
    """
    require_instructor(consult, instructor)
    with transaction.atomic():
        stored = _locked(consult.pk)
        row = Consult.objects.filter(pk=consult.pk)
        settle(row)
        if stored.state == State.MATCHED:
            # The learner loses nothing but the instructor, and keeps the place in line.
            end_one(row, consult.pk, state=State.EXPIRED, reason=Reason.INSTRUCTOR_LEFT)
        elif stored.state == State.IN_PROGRESS:
            end_one(row, consult.pk, state=State.COMPLETED, reason=Reason.DROPPED)
    stored = get_consult(consult.pk)
    if stored.feedback_id:
        raise RoomClosed
    return stored


def lock_for_finish(*, consult_id: uuid.UUID, instructor: User) -> Consult:
    """The consult, locked until the surrounding transaction ends, for its instructor to store feedback.

    Raises NoSuchConsult or NotYours. Whether it is settled already the caller has to look at.
    """
    consult = _locked(consult_id)
    require_instructor(consult, instructor)
    return consult


def complete(consult: Consult, *, feedback_id: int) -> None:
    """Close the room because feedback is stored. In the transaction that stores it, under `lock_for_finish`."""
    if consult.is_settled:
        raise RoomClosed
    row = Consult.objects.filter(pk=consult.pk)
    if consult.is_open:
        row.update(**closed(State.COMPLETED, Reason.FINISHED))
    settle(row)
    tell_of_end(consult.pk, feedback_id=feedback_id)


def require_instructor(consult: Consult, user: User) -> None:
    """Raises NotYours for everybody but the instructor of this consult."""
    if not may_correct(user, consult):
        raise NotYours


def _locked(consult_id: uuid.UUID) -> Consult:
    consult = Consult.objects.select_for_update().filter(pk=consult_id).first()
    if consult is None:
        raise NoSuchConsult
    return consult
