"""Days of the site's time zone, and counting by them on an index."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, QuerySet, Value
from django.utils import timezone

SHOWN = 14


@dataclass(frozen=True, slots=True)
class Day:
    """A day from midnight to midnight of the site's time zone."""

    date: date

    @property
    def start(self) -> datetime:
        return datetime.combine(self.date, time.min, tzinfo=timezone.get_default_timezone())

    @property
    def end(self) -> datetime:
        return Day(self.date + timedelta(days=1)).start


def today() -> Day:
    return Day(timezone.localdate(timezone=timezone.get_default_timezone()))


def last_days(count: int = SHOWN) -> list[Day]:
    """Today and the days before it, the oldest first."""
    last = today().date
    return [Day(last - timedelta(days=back)) for back in reversed(range(count))]


def within(rows: QuerySet[Any], moment: str, day: Day) -> QuerySet[Any]:
    """Those whose `moment` lies in the day: a range, so that an index answers it."""
    return rows.filter(**{f"{moment}__gte": day.start, f"{moment}__lt": day.end})


def per_day(rows: QuerySet[Any], moment: str, days: list[Day], by: str = "") -> list[dict[str, int]]:
    """How many rows each day has, in the order of `days`; of each value of `by`, or all under the empty name.

    One query of as many index ranges as there are days. The database is not asked to cut times into days: each row
    would cost a function call, and the zones of MariaDB may not be loaded.
    """
    counts: list[dict[str, int]] = [{} for _ in days]
    kind = F(by) if by else Value("")
    parts = [
        within(rows, moment, day).order_by().values(place=Value(place), kind=kind).annotate(n=Count("*"))
        for place, day in enumerate(days)
    ]
    for row in parts[0].union(*parts[1:], all=True):
        counts[row["place"]][row["kind"]] = row["n"]
    return counts
