"""While the store is silent one request in a while waits for it; the others are told at once.

Each that asks a silent store waits for seconds: four learners who press Play would hold every thread of a process that
serves pages. A refused connection costs no time, so nothing is kept from a store that refuses.
"""

import time
from functools import cache
from typing import Any

REST_SECONDS = 2.0
"""So long nobody asks again after the store was silent."""
PROBE_SECONDS = 10.0
"""So long the one who then asks may wait before another does: longer than both time-outs of `config()`."""


class Patience:
    """What this process knows of its store. Nothing is locked: two who ask at once cost a wait, no more."""

    def __init__(self) -> None:
        self._is_silent = False
        self._asked_again_at = 0.0

    def watch(self, events: Any) -> None:
        """Look at all that a client sends; `events` are its own or those of the session that makes it."""
        events.register("before-send.s3", self._refuse)
        events.register("response-received.s3", self._note)

    def _refuse(self, **_: Any) -> None:
        if not self._is_silent:
            return
        if time.monotonic() < self._asked_again_at:
            raise _silence()()
        self._asked_again_at = time.monotonic() + PROBE_SECONDS

    def _note(self, exception: BaseException | None, **_: Any) -> None:
        from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError

        if isinstance(exception, ConnectTimeoutError | ReadTimeoutError):
            self._is_silent = True
            self._asked_again_at = time.monotonic() + REST_SECONDS
        elif not isinstance(exception, _silence()):
            self._is_silent = False


@cache
def _silence() -> type[Exception]:
    """A fault of the store that its library does not try again."""
    from botocore.exceptions import BotoCoreError

    class StoreIsSilent(BotoCoreError):
        fmt = "the store did not answer a moment ago"

    return StoreIsSilent


patience = Patience()
