"""What the staff's front page says of the bank and of recognition."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Min

from opickme.staff.days import last_days, per_day
from scripts.models import Question, Script, State
from scripts.services import choice


@dataclass(frozen=True, slots=True)
class Recognition:
    """`days` has for each of the last fourteen days how many answers came in, by their present state."""

    days: list[dict[str, int]]
    waiting: int
    waiting_since: datetime | None


@dataclass(frozen=True, slots=True)
class Bank:
    """`gaps` are the topics and levels that have nothing to ask, as (short name, level)."""

    states: dict[str, int] = field(default_factory=dict)
    unspoken: int = 0
    gaps: list[tuple[str, str]] = field(default_factory=list)


def recognition() -> Recognition:
    """How recognition fares. Reads ranges of indexes alone, however many scripts there are."""
    waiting: dict[str, Any] = Script.objects.filter(state=Script.State.PENDING).aggregate(
        # Since it was queued: a script of last month may have been tried again just now.
        n=Count("pk"),
        since=Min("updated_at"),
    )
    days = per_day(Script.objects.all(), "created_at", last_days(), by="state")
    return Recognition(days, waiting["n"], waiting["since"])


def bank() -> Bank:
    """How the question bank stands."""
    states = dict(Question.objects.order_by().values_list("state").annotate(n=Count("pk")))
    return Bank(states, Question.objects.filter(state=State.PUBLISHED).unspoken().count(), choice.gaps())
