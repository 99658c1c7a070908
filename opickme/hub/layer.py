"""The line between machines: the Channels layer (Redis), one listener per process and one group per topic."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any

from channels.layers import get_channel_layer

from opickme.hub.links import Link

EVERY = "hub.every"
ECHO_SECONDS = 1.0
SILENCE_SECONDS = 3.5  # three echoes missed
TIMEOUT_SECONDS = 3.0
RETRY_SECONDS = 0.5

log = logging.getLogger(__name__)


class LayerLink(Link):
    """Joins a topic's group with its first subscriber here and leaves it with the last.

    Redis pub/sub loses what is sent while a listener is away and tells nobody. So the listener sends itself an echo
    every second: silence means that the line is down, and when it is up again everybody here fetches again.
    """

    def __init__(self, on_frame: Callable[[bytes], None], on_gap: Callable[[], None]) -> None:
        super().__init__(on_frame, on_gap)
        self._layer: Any = get_channel_layer()
        self._topics: set[str] = {EVERY}
        self._joined: set[str] = set()
        self._membership = asyncio.Lock()
        self._channel = ""
        self._opened = asyncio.Event()
        self._hears = False
        self._was_lost = False
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def is_connected(self) -> bool:
        return self._hears

    async def listen(self) -> None:
        if self._tasks:
            return
        self._start(self._listen())
        self._start(self._echo())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(TIMEOUT_SECONDS):
                await self._opened.wait()

    def close(self) -> None:
        super().close()
        for task in self._tasks:
            task.cancel()

    async def transmit(self, topic: str | None, frame: bytes) -> None:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            await self._layer.group_send(topic or EVERY, {"type": "hub.frame", "frame": frame})

    async def join(self, topic: str) -> None:
        self._topics.add(topic)
        await self._settle(topic)

    def leave(self, topic: str) -> None:
        self._topics.discard(topic)
        self._start(self._settle(topic))

    async def _settle(self, topic: str) -> None:
        """Bring the membership of one topic to what is wanted now, whichever of join and leave came last."""
        try:
            async with self._membership, asyncio.timeout(TIMEOUT_SECONDS):
                if not self._channel:
                    return  # the listener joins all topics when it is up
                if topic in self._topics and topic not in self._joined:
                    await self._layer.group_add(topic, self._channel)
                    self._joined.add(topic)
                elif topic not in self._topics and topic in self._joined:
                    self._joined.discard(topic)
                    await self._layer.group_discard(topic, self._channel)
        except Exception as error:
            log.warning("could not change a subscription: %s", error)
            self._channel = ""  # the listener begins anew

    async def _listen(self) -> None:
        while True:
            try:
                await self._open()
                await self._receive()
            except Exception as error:
                log.warning("the channel layer is away: %r", error)
            self._hears = False
            self._was_lost = True
            self._channel = ""
            with contextlib.suppress(Exception):
                async with asyncio.timeout(TIMEOUT_SECONDS):
                    await self._layer.flush()
            await asyncio.sleep(RETRY_SECONDS)

    async def _open(self) -> None:
        async with self._membership, asyncio.timeout(TIMEOUT_SECONDS):
            channel = await self._layer.new_channel()
            self._joined = set(self._topics)
            for topic in self._joined:
                await self._layer.group_add(topic, channel)
            self._channel = channel
        self._opened.set()

    async def _receive(self) -> None:
        channel = self._channel
        while self._channel == channel:
            async with asyncio.timeout(SILENCE_SECONDS):
                message = await self._layer.receive(channel)
            if not self._hears:
                self._hears = True
                if self._was_lost:
                    log.info("the channel layer is back")
                    self.on_gap()
            if "frame" in message:
                self.on_frame(message["frame"])

    async def _echo(self) -> None:
        while True:
            if self._channel:
                with contextlib.suppress(Exception):
                    async with asyncio.timeout(TIMEOUT_SECONDS):
                        await self._layer.send(self._channel, {"type": "hub.echo"})
            await asyncio.sleep(ECHO_SECONDS if self._hears else 0.1)

    def _start(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
