"""Which Redis carries which topic, where several share them."""

from itertools import count
from typing import Any

from channels_redis.utils import _consistent_hash
from django.conf import settings

from opickme.redis_hosts import hosts


def topic_of_each_host(name: str) -> list[str]:
    """Topics that begin with `name`, one for each Redis of REDIS_URL, each carried by another one."""
    number = len(hosts(settings.REDIS_URL))
    layer: dict[str, Any] = settings.CHANNEL_LAYERS["default"]
    prefix = layer.get("CONFIG", {}).get("prefix", "asgi")
    found: dict[int, str] = {}
    for n in count():
        if len(found) >= number:
            return list(found.values())
        topic = f"{name}.{n}"
        found.setdefault(_consistent_hash(f"{prefix}__group__{topic}", number), topic)
    raise AssertionError("unreachable")
