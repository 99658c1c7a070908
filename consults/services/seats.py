"""What happens in the room of a consult: coming in, seeing who is here, and the script for both."""

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import presence
from accounts.models import User
from accounts.permissions import is_instructor
from consults import events
from consults.exceptions import NoSuchConsult, NotYours, RoomClosed
from consults.models import Consult
from consults.permissions import INSTRUCTOR, LEARNER, role_in
from opickme.clock import UtcNow
from opickme.deadlocks import made_again

State = Consult.State


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in the room. Of two sockets of one person the higher `number` is the one that counts."""

    role: str
    number: int
    peer_present: bool
    script_visible: bool


@dataclass(frozen=True, slots=True)
class Glimpse:
    """The room as it is now, for one of the two; `feedback_id` and `reason` where it is closed."""

    is_open: bool
    peer_present: bool
    script_visible: bool
    feedback_id: int | None
    reason: str


@made_again
def enter_room(*, consult_id: uuid.UUID, user: User) -> Seat:
    """Give one of the two a seat. The learner may come before anybody has taken the request.

    Raises NoSuchConsult, NotYours or RoomClosed.
    """
    consult = _find(consult_id)
    role = role_in(user, consult)
    if role is None or (role == INSTRUCTOR and not is_instructor(user)):
        raise NotYours
    seat = f"{role}_seat"
    with transaction.atomic():
        if not Consult.objects.open().filter(pk=consult_id).update(**{seat: F(seat) + 1, f"{role}_seen_at": UtcNow()}):
            raise RoomClosed
        number = Consult.objects.values_list(seat, flat=True).get(pk=consult_id)
    return Seat(role, number, _is_peer_here(consult, role), consult.script_visible)


def look_in(*, consult_id: uuid.UUID, role: str) -> Glimpse:
    """Tell one of the two how the room stands. Raises NoSuchConsult."""
    consult = _find(consult_id)
    return Glimpse(
        is_open=consult.is_open,
        peer_present=_is_peer_here(consult, role),
        script_visible=consult.script_visible,
        feedback_id=consult.feedback_id,
        reason=consult.ended_reason,
    )


@made_again
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


@made_again
def show_script(*, consult_id: uuid.UUID, on: bool) -> None:
    """Show or hide the script for both. In a room that is closed nothing happens."""
    with transaction.atomic():
        if Consult.objects.open().filter(pk=consult_id).update(script_visible=on):
            events.script_visible(consult_id=consult_id, on=on)


def _find(consult_id: uuid.UUID) -> Consult:
    consult = Consult.objects.with_feedback_id().filter(pk=consult_id).first()
    if consult is None:
        raise NoSuchConsult
    return consult


def _is_peer_here(consult: Consult, role: str) -> bool:
    peer = consult.instructor_id if role == LEARNER else consult.learner_id
    return peer in presence.people_at(consult.place)
