"""One act for many requests that come within a moment."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from django.db import DatabaseError

log = logging.getLogger(__name__)


class Coalesced:
    """Does `act` once, `seconds` after the first of those who asked for it."""

    def __init__(self, act: Callable[[], Awaitable[None]], *, seconds: float) -> None:
        self._act = act
        self._seconds = seconds
        self._task: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def ask(self) -> None:
        """Have it done soon. Who asks while it is being done has it done once more."""
        loop = asyncio.get_running_loop()
        if self._task is None or self._loop is not loop:
            self._loop = loop
            self._task = loop.create_task(self._do())

    async def _do(self) -> None:
        await asyncio.sleep(self._seconds)
        self._task = None
        try:
            await self._act()
        except DatabaseError:
            log.warning("the database did not answer: what is told next makes up for it")
