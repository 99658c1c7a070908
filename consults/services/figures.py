"""What the staff's front page says of consults."""

import statistics
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from consults.models import Consult
from opickme.staff.days import last_days, per_day, today, within

MOST_WAITS = 1000


@dataclass(frozen=True, slots=True)
class Today:
    """`days` has for each of the last fourteen days how many were asked for, by their present state."""

    days: list[dict[str, int]]
    taken: int
    wait_seconds: int | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """One who waits now, and who that is."""

    consult: Consult
    position: int
    seconds: float


def consults() -> Today:
    """How many were asked for and what came of them, and the median wait until one was taken today."""
    days = per_day(Consult.objects.all(), "requested_at", last_days(), by="state")
    asked = within(Consult.objects.all(), "requested_at", today())
    taken = within(Consult.objects.all(), "claimed_at", today()).order_by("-claimed_at")
    times = taken.values_list("requested_at", "claimed_at")[:MOST_WAITS]
    waits = [(claimed - requested).total_seconds() for requested, claimed in times if claimed]
    wait = round(statistics.median(waits)) if waits else None
    return Today(days, asked.filter(claimed_at__isnull=False).count(), wait)


def waiting_now(most: int) -> list[Waiting]:
    """The first of the line, each with its place and how long it has waited."""
    now: datetime = timezone.now()
    line = Consult.objects.waiting().in_line().with_all()[:most]
    return [Waiting(one, place, (now - one.requested_at).total_seconds()) for place, one in enumerate(line, 1)]
