"""Who is here: sockets that are open, in any process, with a time to live."""

from collections.abc import Iterable

from accounts.models import Presence
from opickme.clock import UtcNow

SITE = "site"
"""Place of everybody who has any page of ours open."""


def arrive(*, user_id: int, place: str, holder: str) -> None:
    """Note that a process holds a socket of this person at `place`. Again is no error."""
    Presence.objects.update_or_create(user_id=user_id, place=place, holder=holder, defaults={"seen_at": UtcNow()})


def leave(*, user_id: int, place: str, holder: str) -> None:
    """Note that the process holds none any more."""
    Presence.objects.filter(user_id=user_id, place=place, holder=holder).delete()


def renew(*, holder: str, held: Iterable[tuple[int, str]]) -> None:
    """Renew all that a process holds, `(user id, place)` each; what somebody swept away comes back."""
    held = list(held)
    if Presence.objects.filter(holder=holder).update(seen_at=UtcNow()) < len(held):
        rows = [Presence(user_id=user_id, place=place, holder=holder, seen_at=UtcNow()) for user_id, place in held]
        Presence.objects.bulk_create(rows, ignore_conflicts=True)


def sweep() -> set[str]:
    """Delete what nobody renews; return the places where somebody went missing."""
    stale = list(Presence.objects.stale().values_list("pk", "place"))
    if stale:
        # Only what is still stale: its process may have been slow, not dead.
        Presence.objects.stale().filter(pk__in=[pk for pk, _ in stale]).delete()
    return {place for _, place in stale}


def people_at(place: str) -> set[int]:
    """Ids of those who are at `place` now."""
    return set(Presence.objects.at(place).fresh().values_list("user_id", flat=True))
