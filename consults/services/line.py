"""The line of those who wait: places in it, who serves it, and how long it really takes."""

import statistics
import uuid
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import presence
from accounts.models import User
from consults import events
from consults.models import Consult
from consults.payloads import Line

DESK = "queue"
"""Place of the instructors whose dashboard is open (accounts.presence)."""
RECENT_WAITS = 12
FEWEST_WAITS = 3
RECENT = timedelta(hours=6)


def instructors_online() -> int:
    """How many instructors could take a request now: the dashboard is open, and no consult of theirs is.

    Who is in a call and has a dashboard in another tab is not counted: a learner who reads the number waits for none
    of those.
    """
    at_desk = User.objects.filter(presence.is_at(DESK), is_active=True, role=User.Role.INSTRUCTOR)
    return at_desk.filter(open_call=None).count()


def position_of(consult: Consult) -> int | None:
    """Place in line, from 1; None for a consult that does not wait."""
    if consult.state != Consult.State.WAITING:
        return None
    before = Q(queued_at__lt=consult.queued_at) | Q(queued_at=consult.queued_at, pk__lt=consult.pk)
    return Consult.objects.waiting().filter(before).count() + 1


def positions() -> dict[uuid.UUID, int]:
    """The place of every consult that waits."""
    return {pk: place for place, pk in enumerate(Consult.objects.waiting().in_line().values_list("pk", flat=True), 1)}


def usual_wait() -> int | None:
    """Median wait in seconds of those who were taken last; None where too few were to say anything honest."""
    taken = Consult.objects.filter(claimed_at__gt=timezone.now() - RECENT).order_by("-claimed_at")
    times = taken.values_list("requested_at", "claimed_at")[:RECENT_WAITS]
    waits = [(claimed - asked).total_seconds() for asked, claimed in times if claimed]
    return round(statistics.median(waits)) if len(waits) >= FEWEST_WAITS else None


def line_for(consult: Consult) -> Line:
    """The line as the learner of this consult sees it. Without an instructor online nobody knows how long it takes."""
    if not consult.is_open:
        return Line()
    online = instructors_online()
    wait = usual_wait() if online and consult.state == Consult.State.WAITING else None
    return Line(position=position_of(consult), instructors_online=online, wait_seconds=wait)


def tell_places() -> None:
    """Once this is committed, tell everybody who waits the present place."""
    transaction.on_commit(_tell_places, robust=True)


def tell_line() -> None:
    """Once this is committed, tell dashboards and those who wait how many instructors are here, and the places."""
    transaction.on_commit(tell_desk, robust=True)


def tell_desk() -> None:
    """Tell it now."""
    events.queue_presence(instructors_online())
    _tell_places()


def _tell_places() -> None:
    waiting = Consult.objects.waiting().in_line().values_list("pk", "learner_id")
    for place, (pk, learner_id) in enumerate(waiting, 1):
        events.consult_updated(user_id=learner_id, consult_id=pk, state=Consult.State.WAITING, position=place)
