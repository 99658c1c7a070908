"""Figures of the front page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.cache import cache
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opickme.staff.days import today

T = TypeVar("T")
KEEP_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what it counts, and the list behind it; `alarm` where somebody should look."""

    label: str | Promise
    value: int | str
    url: str = ""
    note: str = ""
    alarm: bool = False

    @property
    def is_number(self) -> bool:
        return isinstance(self.value, int)


def kept(name: str, count: Callable[[], T]) -> T:
    """What `count` gives, counted anew once a minute and at midnight, however many people look.

    Plain numbers and times only: sentences are made for each reader.
    """
    key = f"desk.{name}.{today().date.isoformat()}"
    found: T = cache.get_or_set(key, count, KEEP_SECONDS)  # type: ignore[assignment]
    return found


def list_of(model: str, **chosen: Any) -> str:
    """Address of a list of the admin (`app_model`) with these of its filters chosen."""
    address = reverse(f"admin:{model}_changelist")
    return f"{address}?{urlencode(chosen)}" if chosen else address


def span(seconds: float) -> str:
    """A length of time as a person says it."""
    whole = max(0, round(seconds))
    minutes, hours, days = whole // 60, whole // 3600, whole // 86400
    if minutes < 1:
        return ngettext("%(n)s second", "%(n)s seconds", whole) % {"n": whole}
    if minutes < 10:
        return _("%(minutes)s min %(seconds)s s") % {"minutes": minutes, "seconds": whole % 60}
    if hours < 1:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    if days < 1:
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes % 60}
    return _("%(days)s d %(hours)s h") % {"days": days, "hours": hours % 24}
