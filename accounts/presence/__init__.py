"""Who is here: sockets that are open, in any process, with a time to live.

Kept in the database, or in Redis where there is one: then a beat of a thousand sockets costs the database nothing.
Everything here may raise Unknown, an OperationalError, while that is away; then nobody may be judged absent.
"""

from collections.abc import Collection, Iterable
from types import ModuleType

from django.conf import settings
from django.db.models import Q

from opickme.redis_store import Away as Unknown

__all__ = ["SITE", "Unknown", "arrive", "is_at", "is_nowhere", "last_signs", "leave", "people_at", "renew", "sweep"]

SITE = "site"
"""Place of everybody who has any page of ours open."""


def arrive(*, user_id: int, place: str, holder: str) -> None:
    """Note that a process holds a socket of this person at `place`. Again is no error."""
    _kept().arrive(user_id=user_id, place=place, holder=holder)


def leave(*, user_id: int, place: str, holder: str) -> None:
    """Note that the process holds none any more."""
    _kept().leave(user_id=user_id, place=place, holder=holder)


def renew(*, holder: str, held: Iterable[tuple[int, str]]) -> None:
    """Renew all that a process holds, `(user id, place)` each; what was swept away or lost comes back."""
    _kept().renew(holder=holder, held=held)


def sweep() -> set[str]:
    """Forget what nobody renews; return the places where somebody went missing."""
    gone: set[str] = _kept().sweep()
    return gone


def people_at(place: str) -> set[int]:
    """Ids of those who are at `place` now."""
    return people_at_each([place])[place]


def people_at_each(places: Collection[str]) -> dict[str, set[int]]:
    """The same for many places; one question."""
    found: dict[str, set[int]] = _kept().people_at_each(places)
    return {place: found.get(place, set()) for place in places}


def is_at(place: str) -> Q:
    """Finds the users who are at `place` now."""
    condition: Q = _kept().is_at(place)
    return condition


def is_nowhere(user: str, *, among: Iterable[int]) -> Q:
    """Finds the rows whose `user`, the name of a foreign key, has no page open. `among`: a query of the ids that may be
    found at all. Nobody is found until signs of life have been kept for as long as one counts.
    """
    condition: Q = _kept().is_nowhere(user, among)
    return condition


def last_signs(user_ids: Collection[int]) -> dict[int, float]:
    """How many seconds ago each of these who is here gave the last sign of life."""
    signs: dict[int, float] = _kept().last_signs(user_ids)
    return signs


def _kept() -> ModuleType:
    if settings.REDIS_URL:
        from accounts.presence import keys

        return keys
    from accounts.presence import rows

    return rows
