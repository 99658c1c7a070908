"""Who has a socket open in this process, kept known to all the others."""

import asyncio
import contextlib
import logging
import uuid
from collections import Counter
from collections.abc import Callable

from channels.db import database_sync_to_async
from django.db import DatabaseError

from accounts import presence

BEAT_SECONDS = 8.0

log = logging.getLogger(__name__)

_on_beat: list[Callable[[], None]] = []


def on_beat(act: Callable[[], None]) -> Callable[[], None]:
    """Have every process that holds sockets call `act` each BEAT_SECONDS, in a thread. It must be safe to run in
    several processes at once.
    """
    if act not in _on_beat:
        _on_beat.append(act)
    return act


class Attendance:
    """Counts the sockets of this process by person and place; the rows behind them are renewed while there are any."""

    def __init__(self) -> None:
        self.holder = uuid.uuid4().hex
        self._here: Counter[tuple[int, str]] = Counter()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._beat: asyncio.Task[None] | None = None

    async def arrive(self, user_id: int, place: str) -> None:
        """Count one socket more. Raises DatabaseError; then nothing is counted."""
        async with self._turn():
            if not self._here[user_id, place]:
                await self._write(presence.arrive, user_id=user_id, place=place, holder=self.holder)
            self._here[user_id, place] += 1
        if self._beat is None or self._beat.done():
            self._beat = asyncio.get_running_loop().create_task(self._keep())

    async def leave(self, user_id: int, place: str) -> None:
        """Count one less. A database that is away is no reason to fail: the row loses its life by itself."""
        async with self._turn():
            self._here[user_id, place] -= 1
            if self._here[user_id, place] > 0:
                return
            del self._here[user_id, place]
            with contextlib.suppress(DatabaseError):
                await self._write(presence.leave, user_id=user_id, place=place, holder=self.holder)
        if not self._here and self._beat is not None:
            self._beat.cancel()
            self._beat = None

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            try:
                async with self._turn():
                    await self._write(presence.renew, holder=self.holder, held=list(self._here))
            except DatabaseError as error:
                log.warning("signs of life not renewed: %s", error)
            await self._do_upkeep()

    async def _do_upkeep(self) -> None:
        for act in _on_beat:
            try:
                await self._write(act)
            except Exception as error:  # whatever it is, the signs of life must not end with it
                log.warning("upkeep put off: %s", error)

    def _turn(self) -> asyncio.Lock:
        """One write at a time: a reload leaves and arrives at once, and the last word must be written last."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop, self._lock, self._beat = loop, asyncio.Lock(), None
        return self._lock

    @staticmethod
    async def _write(act: Callable[..., None], **facts: object) -> None:
        await database_sync_to_async(act, thread_sensitive=False)(**facts)


attendance = Attendance()
