"""Whether this process has been told to stop and only finishes what it has begun."""

import threading

_told = threading.Event()


def begin() -> None:
    _told.set()


def has_begun() -> bool:
    return _told.is_set()
