"""What a log line belongs to: the request, the consult of a socket, the task of a worker."""

import re
import secrets
from collections.abc import Mapping
from contextvars import ContextVar
from types import MappingProxyType

_trail: ContextVar[Mapping[str, str]] = ContextVar("trail", default=MappingProxyType({}))
# Hexadecimal digits alone, as nginx's $request_id and UUIDs are: nothing else that a client writes reaches a log.
_WELL_FORMED = re.compile(r"[0-9A-Fa-f-]{16,64}")


def trail() -> Mapping[str, str]:
    """What the running task or thread works at, by name: `request`, `consult`, `script`…"""
    return _trail.get()


def begin(**ids: object) -> None:
    """Have exactly these ids from now on, in this task or thread."""
    _trail.set({name: str(value) for name, value in ids.items()})


def follow(**ids: object) -> None:
    """Add ids, for the rest of this task or thread. Threads that asgiref starts take them along."""
    _trail.set({**_trail.get(), **{name: str(value) for name, value in ids.items()}})


def request_id(claimed: str | None) -> str:
    """The id that the proxy in front gave the request if it is well-formed, else a new one."""
    if claimed and _WELL_FORMED.fullmatch(claimed):
        return claimed
    return secrets.token_hex(16)
