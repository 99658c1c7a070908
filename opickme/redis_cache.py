"""The cache in Redis. While Redis is away each process counts by itself: limits still hold, in each process alone."""

from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient

from opickme.redis_store import Away, store

EITHER = ("add", "get", "set", "touch", "delete", "get_many", "has_key", "incr", "set_many", "delete_many", "clear")


class Client(RedisCacheClient):
    """Django's, through the connections that we have anyway, which may be those of a Sentinel's master."""

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        return store().client

    def clear(self) -> bool:
        """Forget what is ours in the cache; Django's would empty the whole database, with all that others keep."""
        client = self.get_client(write=True)
        keys = list(client.scan_iter(match="opickme.cache:*", count=1000))
        return bool(keys and client.unlink(*keys))


class _RedisCache(RedisCache):
    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = Client


def _either(name: str) -> Callable[..., Any]:
    def call(self: "Cache", *args: Any, **kwargs: Any) -> Any:
        try:
            return store().ask(lambda _: getattr(super(Cache, self), name)(*args, **kwargs))
        except Away:
            return getattr(self._own, name)(*args, **kwargs)

    return call


class Cache(_RedisCache):
    """A fault of Redis is never one of the page that asks."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._own = LocMemCache("redis-is-away", {**params, "OPTIONS": {"MAX_ENTRIES": 10_000}})


for _name in EITHER:
    setattr(Cache, _name, _either(_name))
