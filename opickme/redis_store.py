"""The Redis that keeps the cache and the signs of life: the first of those in REDIS_URL.

While it is away those who ask are told so at once: one request in a while waits for it, not all.
"""

import logging
import time
from collections.abc import Callable
from functools import cache
from typing import TypeVar

import redis
from django.conf import settings
from django.db import OperationalError
from redis.backoff import NoBackoff
from redis.retry import Retry
from redis.sentinel import Sentinel

from opickme.redis_hosts import Host, hosts

TIMEOUT_SECONDS = 1.0
REST_SECONDS = 2.0
"""So long nobody asks again after a fault."""
OLDEST = (6, 0)

T = TypeVar("T")

log = logging.getLogger(__name__)


class Away(OperationalError):
    """Redis does not answer. To whoever asks it is what a database that is away is: it passes, come again (503)."""


class Store:
    """One Redis, asked with little patience."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.client = connect(host)
        self._rests_until = 0.0

    def ask(self, act: Callable[[redis.Redis], T]) -> T:
        """Return what `act(client)` gives. Raises Away."""
        if time.monotonic() < self._rests_until:
            raise Away("Redis did not answer a moment ago")
        try:
            answer = act(self.client)
        except redis.RedisError as error:
            if not self._rests_until:
                log.warning("Redis is away: %r", error)
            self._rests_until = time.monotonic() + REST_SECONDS
            raise Away(f"Redis is away: {error!r}") from error
        if self._rests_until:
            log.info("Redis is back")
            self._rests_until = 0.0
        return answer


def store() -> Store:
    """The store of this process. REDIS_URL is set."""
    return _store(settings.REDIS_URL)


@cache
def _store(url: str) -> Store:
    return Store(hosts(url)[0])


def connect(host: Host, *, seconds: float = TIMEOUT_SECONDS) -> "redis.Redis":
    """A client with a pool of its own. A connection that has died is opened again once, at once: the library's own
    way, three times with seconds between, would hold up a page.
    """
    patience = {"socket_timeout": seconds, "socket_connect_timeout": seconds}
    retry = Retry(NoBackoff(), 1)
    if not host.service:
        return redis.Redis.from_url(host.url, retry=retry, **patience)
    sentinel = Sentinel(host.sentinels, sentinel_kwargs={**patience, "retry": Retry(NoBackoff(), 0)})
    return sentinel.master_for(host.service, retry=retry, **dict(host.options), **patience)


def ping_all(*, seconds: float = 2.0) -> None:
    """Raise redis.RedisError unless every Redis of REDIS_URL answers."""
    for host in hosts(settings.REDIS_URL):
        with connect(host, seconds=seconds) as client:
            client.ping()


def problems() -> list[str]:
    """What is wrong with the Redis of REDIS_URL, a line each; nothing where all is well or none is set."""
    return [line for host in hosts(settings.REDIS_URL) for line in _problems_of(host)]


def _problems_of(host: Host) -> list[str]:
    try:
        with connect(host, seconds=3.0) as client:
            version = str(client.info("server")["redis_version"])
            policy = str(client.info("memory").get("maxmemory_policy", "noeviction"))
            key = "opickme:doctor"
            client.set(key, 1, ex=5)
            client.delete(key)
    except redis.AuthenticationError as error:
        return [f"Redis {host.label}: the name or password of REDIS_URL is refused ({error})"]
    except redis.RedisError as error:
        return [f"Redis {host.label}: {error}"]
    found = []
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST:
        found.append(
            f"Redis {host.label}: version {version} is too old, {'.'.join(map(str, OLDEST))} or later is needed"
        )
    if policy.startswith("allkeys"):
        found.append(f"Redis {host.label}: maxmemory-policy {policy} may throw away who is here; set noeviction")
    return found
