"""Signs of life as keys of Redis, by the clock of Redis.

`at:<place>` and `of:<user>` are sorted sets of who holds whom, by the time of the last sign; each ends by itself. So a
place or a person costs one look at one key, whatever their number. `signs` has all signs once more: what is old in it
was never said goodbye to.

Redis may lose everything when it starts anew. Each process writes its own again with its next beat. Until that must
have happened, `since` keeps anybody from being taken for gone: it is the time since when signs were kept without a gap.
"""

import logging
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Q

from accounts.models import Presence
from opickme.redis_store import Away, store

PREFIX = "opickme.here:"
SIGNS, KEPT, SINCE = f"{PREFIX}signs", f"{PREFIX}kept", f"{PREFIX}since"
ALIVE = Presence.ALIVE_SECONDS
BATCH = 500

NOW = "local t = redis.call('TIME') local now = t[1] + t[2] / 1000000 "
SWEEP = (
    NOW
    + "local gone = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[1], 'LIMIT', 0, 1000) "
    + "if #gone > 0 then redis.call('ZREM', KEYS[1], unpack(gone)) end return gone"
)
"""Taken out and returned in one step: of several who sweep, one hears of each."""
KEEP = (
    NOW
    + "if redis.call('EXISTS', KEYS[1], KEYS[2]) < 2 then redis.call('SET', KEYS[2], now) end "
    + "redis.call('SET', KEYS[1], 1, 'EX', ARGV[1]) return tostring(now - redis.call('GET', KEYS[2]))"
)
"""Notes that signs are being kept; returns for how many seconds without a gap."""

T = TypeVar("T")

log = logging.getLogger(__name__)


def arrive(*, user_id: int, place: str, holder: str) -> None:
    """A Redis that is away keeps nobody out: the next beat writes it."""
    try:
        store().ask(lambda client: _write(client, holder, [(user_id, place)]))
    except Away as error:
        log.warning("an arrival is noted later: %s", error)


def leave(*, user_id: int, place: str, holder: str) -> None:
    def forget(client: Any) -> None:
        with client.pipeline(transaction=False) as pipe:
            pipe.zrem(_at(place), f"{user_id} {holder}")
            pipe.zrem(_of(user_id), f"{holder} {place}")
            pipe.zrem(SIGNS, f"{user_id} {holder} {place}")
            pipe.execute()

    try:
        store().ask(forget)
    except Away as error:
        log.warning("a departure shows later: %s", error)


def renew(*, holder: str, held: Iterable[tuple[int, str]]) -> None:
    def write(client: Any) -> None:
        _kept_for(client)
        for batch in _batches(held):
            _write(client, holder, batch)

    store().ask(write)


def sweep() -> set[str]:
    gone = store().ask(_sweep)
    return {place.decode() for place in {sign.split(b" ", 2)[2] for sign in gone}}


def people_at_each(places: Collection[str]) -> dict[str, set[int]]:
    found = _signs([_at(place) for place in places])
    return {place: {int(member.split()[0]) for member, _ in signs} for place, signs in zip(places, found, strict=True)}


def is_at(place: str) -> Q:
    return Q(pk__in=people_at_each([place])[place])


def is_nowhere(user: str, among: Iterable[int]) -> Q:
    """Asked a moment before it is written: who comes back in that moment is seen by the page that asks after its
    consult (`note_learner`) and by the next beat.
    """
    if store().ask(_kept_for) < ALIVE:
        return Q(pk__in=[])
    suspects = list(among)
    here = last_signs(suspects)
    return Q(**{f"{user}__in": [user_id for user_id in suspects if user_id not in here]})


def last_signs(user_ids: Collection[int]) -> dict[int, float]:
    found = _signs([_of(user_id) for user_id in user_ids])
    return {user_id: min(age for _, age in signs) for user_id, signs in zip(user_ids, found, strict=True) if signs}


def _at(place: str) -> str:
    return f"{PREFIX}at:{place}"


def _of(user_id: int) -> str:
    return f"{PREFIX}of:{user_id}"


def _now(client: Any) -> float:
    seconds, micros = client.time()
    return float(seconds + micros / 1_000_000)


def _write(client: Any, holder: str, held: Iterable[tuple[int, str]]) -> None:
    now = _now(client)
    with client.pipeline(transaction=False) as pipe:
        for user_id, place in held:
            for key, member in (
                (_at(place), f"{user_id} {holder}"),
                (_of(user_id), f"{holder} {place}"),
                (SIGNS, f"{user_id} {holder} {place}"),
            ):
                pipe.zadd(key, {member: now})
                # `signs` stays longer: who went missing is told of, even if the sweep is late.
                pipe.expire(key, ALIVE * 10 if key == SIGNS else ALIVE)
        pipe.execute()


def _signs(keys: list[str]) -> list[list[tuple[bytes, float]]]:
    """What each key holds that still counts: (member, age in seconds)."""

    def read(client: Any) -> list[list[tuple[bytes, float]]]:
        now, found = _now(client), []
        for batch in _batches(keys):
            with client.pipeline(transaction=False) as pipe:
                for key in batch:
                    pipe.zrange(key, 0, -1, withscores=True)
                found += pipe.execute()
        return [[(member, now - at) for member, at in signs if now - at < ALIVE] for signs in found]

    return store().ask(read) if keys else []


def _sweep(client: Any) -> list[bytes]:
    _kept_for(client)
    gone: list[bytes] = []
    while found := client.eval(SWEEP, 1, SIGNS, ALIVE):
        gone += found
        oldest = _now(client) - ALIVE
        with client.pipeline(transaction=False) as pipe:
            for user_id, _, place in (sign.decode().split(" ", 2) for sign in found):
                # By their age, not their names: one that was renewed this moment stays.
                pipe.zremrangebyscore(_at(place), "-inf", oldest)
                pipe.zremrangebyscore(_of(int(user_id)), "-inf", oldest)
            pipe.execute()
    return gone


def _kept_for(client: Any) -> float:
    return float(client.eval(KEEP, 2, KEPT, SINCE, ALIVE))


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch
