"""Signs of life in tests: where they are kept, and how time passes for them."""

from datetime import timedelta

import redis
from django.conf import settings
from django.db.models import F

from accounts.models import Presence
from accounts.presence import keys

ALIVE = Presence.ALIVE_SECONDS


def keep_in(request, settings) -> None:
    """For a fixture with the parameters `rows` and `redis`: a whole test on the one or the other."""
    if request.param == "redis":
        settings.REDIS_URL = request.getfixturevalue("redis_server").url
        lose()
        whole_for(3600)


def client() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, decode_responses=True)


def lose() -> None:
    """Lose all of them, as a Redis does that starts anew."""
    if settings.REDIS_URL:
        client().flushdb()
    Presence.objects.all().delete()


def whole_for(seconds: float) -> None:
    """Let Redis have kept them for so long without a gap."""
    seconds_now = client().time()[0]
    client().set(keys.SINCE, seconds_now - seconds)
    client().set(keys.KEPT, 1)


def age(seconds: float, user=None, place: str | None = None) -> None:
    """Let so many seconds pass, for all signs or for those of one person at one place."""
    rows = Presence.objects.all() if user is None else Presence.objects.filter(user=user, place=place)
    rows.update(seen_at=F("seen_at") - timedelta(seconds=seconds))
    if settings.REDIS_URL:
        _age_keys(seconds, user, place)


def _age_keys(seconds: float, user, place: str | None) -> None:
    with client() as store:
        for key in store.scan_iter(f"{keys.PREFIX}*"):
            for member in store.zrange(key, 0, -1) if store.type(key) == "zset" else []:
                if user is None or _is_about(key, member, user, place):
                    store.zincrby(key, -seconds, member)


def _is_about(key: str, member: str, user, place: str | None) -> bool:
    if key == keys.SIGNS:
        return member.startswith(f"{user.pk} ") and member.endswith(f" {place}")
    if key == keys._of(user.pk):
        return member.endswith(f" {place}")
    return key == keys._at(str(place)) and member.startswith(f"{user.pk} ")
