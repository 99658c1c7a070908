"""The Redis servers that REDIS_URL names. Read by the settings: nothing of Django's own is needed here."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SENTINEL_PORT = 26379
BETWEEN = re.compile(r",\s*(?=[a-z+]+://)")
"""A comma between two addresses; the Sentinels inside one are divided by commas too."""

Options = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Host:
    """One server, or one service of which Sentinels know the present master."""

    url: str
    sentinels: tuple[tuple[str, int], ...] = ()
    service: str = ""
    options: tuple[tuple[str, Any], ...] = ()
    """What a connection to the master of a service takes: database, name, password, TLS."""

    @property
    def label(self) -> str:
        """What may be shown: no password."""
        if self.service:
            asked = ", ".join(f"{name}:{port}" for name, port in self.sentinels)
            return f"service {self.service} of the Sentinels {asked}"
        return urlsplit(self.url).netloc.rpartition("@")[2] or self.url

    def for_layer(self, **options: Any) -> Options:
        """The entry in `hosts` of the channel layer; `options` are those of a connection."""
        if not self.service:
            return {"address": self.url, **options}
        # Asked with the same patience as the server itself.
        named = {"master_name": self.service, "sentinels": list(self.sentinels), "sentinel_kwargs": dict(options)}
        return {**named, **dict(self.options), **options}


def hosts(text: str) -> list[Host]:
    """Read REDIS_URL: `redis://…`, several with commas between, or `redis+sentinel://host:port,host:port/service/0`.

    Raises ImproperlyConfigured.
    """
    return [_host(part.strip()) for part in BETWEEN.split(text) if part.strip()]


def _host(url: str) -> Host:
    parts = urlsplit(url)
    if parts.scheme in ("redis", "rediss", "unix"):
        return Host(url)
    if parts.scheme not in ("redis+sentinel", "rediss+sentinel"):
        raise ImproperlyConfigured("REDIS_URL begins with redis://, rediss://, unix:// or redis+sentinel://")
    login, _, names = parts.netloc.rpartition("@")
    service, _, database = parts.path.strip("/").partition("/")
    if not names or not service:
        raise ImproperlyConfigured("REDIS_URL names Sentinels as redis+sentinel://host:port,host:port/service")
    return Host(url, _sentinels(names), service, tuple(_options(parts.scheme, login, database).items()))


def _sentinels(names: str) -> tuple[tuple[str, int], ...]:
    found = [name.rpartition(":") if ":" in name else (name, ":", SENTINEL_PORT) for name in names.split(",")]
    try:
        return tuple((name, int(port)) for name, _, port in found)
    except ValueError as error:
        raise ImproperlyConfigured("REDIS_URL names a Sentinel without a proper port") from error


def _options(scheme: str, login: str, database: str) -> Options:
    name, _, password = login.partition(":")
    options: Options = {"db": int(database)} if database.isdecimal() else {}
    options |= {"username": unquote(name)} if name else {}
    options |= {"password": unquote(password)} if password else {}
    return options | ({"ssl": True} if scheme.startswith("rediss") else {})
