"""What happens in the room of a consult: coming in, the draft, and every way in which it ends."""

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import presence
from accounts.models import User
from consults import events, richtext
from consults.exceptions import NoSuchConsult, NotYours, RoomClosed
from consults.models import Consult
from consults.permissions import LEARNER, may_correct, role_in
from consults.services.requests import cancel_consult, closed, get_consult, tell_of_end
from opickme.clock import UtcNow

State, Reason = Consult.State, Consult.Reason


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in the room. Of two sockets of one person the higher `number` is the one that counts."""

    role: str
    number: int
    peer_present: bool
    script_visible: bool


def enter_room(*, consult_id: uuid.UUID, user: User) -> Seat:
    """Give one of the two a seat. Raises NoSuchConsult, NotYours or RoomClosed."""
    consult = Consult.objects.defer("draft", "draft_state").filter(pk=consult_id).first()
    if consult is None:
        raise NoSuchConsult
    role = role_in(user, consult)
    if role is None:
        raise NotYours
    seat = f"{role}_seat"
    with transaction.atomic():
        if not Consult.objects.open().filter(pk=consult_id).update(**{seat: F(seat) + 1, f"{role}_seen_at": UtcNow()}):
            raise RoomClosed
        number = Consult.objects.values_list(seat, flat=True).get(pk=consult_id)
    peer = consult.instructor_id if role == LEARNER else consult.learner_id
    return Seat(role, number, peer in presence.people_at(consult.place), consult.script_visible)


def begin_call(*, consult_id: uuid.UUID) -> None:
    """Note that the call has begun, once both are in the room. Again is no error."""
    consult = Consult.objects.filter(pk=consult_id, state=State.MATCHED).only("learner_id", "instructor_id").first()
    if consult is None or not {consult.learner_id, consult.instructor_id} <= presence.people_at(consult.place):
        return
    with transaction.atomic():
        matched = Consult.objects.filter(pk=consult_id, state=State.MATCHED)
        if matched.update(state=State.IN_PROGRESS, started_at=timezone.now()):
            for user_id in (consult.learner_id, consult.instructor_id):
                if user_id is not None:
                    events.consult_updated(user_id=user_id, consult_id=consult_id, state=State.IN_PROGRESS)


def show_script(*, consult_id: uuid.UUID, on: bool) -> None:
    """Show or hide the script for both."""
    with transaction.atomic():
        Consult.objects.open().filter(pk=consult_id).update(script_visible=on)
        events.script_visible(consult_id=consult_id, on=on)


def journal(*, consult: Consult, instructor: User, content: str, state: str = "", revision: int = 0) -> None:
    """Keep the corrected text as it stands now; an older revision never replaces a newer one.

    `content` is HTML and is sanitised, `state` the shared document as base64. Raises NotYours, RoomClosed or BadText.
    """
    _require_instructor(consult, instructor)
    clean = richtext.clean(content, may_be_empty=True)
    fresh = {"draft": clean, "draft_state": state, "draft_revision": revision, "draft_at": timezone.now()}
    with transaction.atomic():
        stored = Consult.objects.filter(pk=consult.pk, settled_at=None, instructor=instructor)
        newest = stored.filter(draft_revision__lte=revision)
        if not newest.update(**fresh, instructor_seen_at=UtcNow()) and not stored.exists():
            raise RoomClosed


def leave_room(*, consult: Consult) -> Consult:
    """End the learner's part: before the call it is a cancellation, afterwards the room closes. Again is no error.

    The instructor may still store what was corrected. Raises RoomClosed where the consult expired.
    """
    with transaction.atomic():
        called = Consult.objects.filter(pk=consult.pk, state=State.IN_PROGRESS)
        if called.update(**closed(State.COMPLETED, Reason.LEARNER_LEFT)):
            tell_of_end(consult.pk)
    stored = get_consult(consult.pk)
    return cancel_consult(consult=stored) if stored.is_open else stored


def drop_consult(*, consult: Consult, instructor: User) -> Consult:
    """End without feedback, or throw away the draft of a consult that is over. Again is no error. Raises NotYours."""
    _require_instructor(consult, instructor)
    with transaction.atomic():
        mine = Consult.objects.filter(pk=consult.pk, instructor=instructor)
        # Before the call has begun the learner loses nothing but the instructor, and keeps the place in line.
        ended = mine.filter(state=State.MATCHED).update(**closed(State.EXPIRED, Reason.INSTRUCTOR_LEFT))
        ended += mine.filter(state=State.IN_PROGRESS).update(**closed(State.COMPLETED, Reason.DROPPED))
        mine.filter(settled_at=None).update(settled_at=timezone.now(), draft="", draft_state="")
        if ended:
            tell_of_end(consult.pk)
    return get_consult(consult.pk)


def lock_for_finish(*, consult_id: uuid.UUID, instructor: User) -> Consult:
    """The consult, locked until the surrounding transaction ends, for its instructor to store feedback.

    Raises NoSuchConsult or NotYours. Whether it is settled already the caller has to look at.
    """
    consult = Consult.objects.select_for_update().filter(pk=consult_id).first()
    if consult is None:
        raise NoSuchConsult
    _require_instructor(consult, instructor)
    return consult


def complete(consult: Consult, *, feedback_id: int) -> None:
    """Close the room because feedback is stored. In the transaction that stores it, under `lock_for_finish`."""
    if consult.is_settled:
        raise RoomClosed
    if consult.is_open:
        Consult.objects.filter(pk=consult.pk).update(**closed(State.COMPLETED, Reason.FINISHED))
    Consult.objects.filter(pk=consult.pk).update(settled_at=timezone.now(), draft="", draft_state="")
    tell_of_end(consult.pk, feedback_id=feedback_id)


def _require_instructor(consult: Consult, user: User) -> None:
    if not may_correct(user, consult):
        raise NotYours
