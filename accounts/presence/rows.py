"""Signs of life as rows of the database."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Exists, Max, OuterRef, Q

from accounts.models import Presence
from opickme.clock import UtcNow


def arrive(*, user_id: int, place: str, holder: str) -> None:
    Presence.objects.update_or_create(user_id=user_id, place=place, holder=holder, defaults={"seen_at": UtcNow()})


def leave(*, user_id: int, place: str, holder: str) -> None:
    Presence.objects.filter(user_id=user_id, place=place, holder=holder).delete()


def renew(*, holder: str, held: Iterable[tuple[int, str]]) -> None:
    held = list(held)
    if Presence.objects.filter(holder=holder).update(seen_at=UtcNow()) < len(held):
        rows = [Presence(user_id=user_id, place=place, holder=holder, seen_at=UtcNow()) for user_id, place in held]
        Presence.objects.bulk_create(rows, ignore_conflicts=True)


def sweep() -> set[str]:
    stale = list(Presence.objects.stale().values_list("pk", "place"))
    if stale:
        # Only what is still stale: its process may have been slow, not dead.
        Presence.objects.stale().filter(pk__in=[pk for pk, _ in stale]).delete()
    return {place for _, place in stale}


def people_at_each(places: Collection[str]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for place, user_id in Presence.objects.fresh().filter(place__in=places).values_list("place", "user_id"):
        found[place].add(user_id)
    return found


def is_at(place: str) -> Q:
    return Q(pk__in=Presence.objects.at(place).fresh().values("user_id"))


def is_nowhere(user: str, among: Iterable[int]) -> Q:
    """In the statement itself: nobody comes back between asking and writing."""
    return ~Q(Exists(Presence.objects.fresh().filter(user=OuterRef(user))))


def last_signs(user_ids: Collection[int]) -> dict[int, float]:
    last = (
        Presence.objects.fresh().filter(user__in=user_ids).values("user_id").annotate(at=Max("seen_at"), now=UtcNow())
    )
    return {row["user_id"]: (row["now"] - row["at"]).total_seconds() for row in last}
