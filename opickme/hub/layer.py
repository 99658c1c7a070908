"""The line between machines: the Channels layer (Redis), one listener per process and one group per topic."""

import asyncio
import contextlib
import logging
import uuid
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from channels.layers import get_channel_layer

from opickme.hub.links import Link
from opickme.hub.shards import topic_of_each_host

EVERY = "hub.every"
ECHO_SECONDS = 0.5
LATE_SECONDS = 0.4
TIMEOUT_SECONDS = 3.0
RETRY_SECONDS = 0.5

T = TypeVar("T")

log = logging.getLogger(__name__)


class LayerLink(Link):
    """Joins a topic's group with its first subscriber here and leaves it with the last.

    Redis pub/sub loses what is sent while a listener is away, and the layer connects again without a word. So the
    listener sends itself numbered echoes, through each Redis that shares the topics: a missing or a late one (a client
    that connects anew sends it again) means that frames of others may be missing, silence that the line is down. Then
    everybody here fetches again.
    """

    def __init__(self, on_frame: Callable[[bytes], None], on_gap: Callable[[], None]) -> None:
        super().__init__(on_frame, on_gap)
        self._layer: Any = get_channel_layer()
        self._echo_topics = topic_of_each_host(f"hub.echo.{uuid.uuid4().hex}")
        self._topics: set[str] = {EVERY, *self._echo_topics}
        self._joined: set[str] = set()
        self._membership = asyncio.Lock()
        self._channel = ""
        self._opened = asyncio.Event()
        self._echoes = 0
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
        await _soon(self._layer.group_send(topic or EVERY, {"type": "hub.frame", "frame": frame}))

    async def join(self, topic: str) -> None:
        self._topics.add(topic)
        await self._settle(topic)

    def leave(self, topic: str) -> None:
        self._topics.discard(topic)
        self._start(self._settle(topic))

    async def _settle(self, topic: str) -> None:
        """Bring the membership of one topic to what is wanted now, whichever of join and leave came last."""
        if not self._channel:
            return  # the line is down: all topics are joined when it is up
        async with self._membership:
            try:
                if topic in self._topics and topic not in self._joined:
                    await _soon(self._layer.group_add(topic, self._channel))
                    self._joined.add(topic)
                elif topic not in self._topics and topic in self._joined:
                    self._joined.discard(topic)
                    await _soon(self._layer.group_discard(topic, self._channel))
            except Exception as error:
                log.warning("could not change a subscription: %r", error)
                self._channel = ""  # the listener begins anew

    async def _listen(self) -> None:
        while True:
            try:
                await self._open()
                await self._receive()
            except Exception as error:
                if not self._was_lost:
                    log.warning("the channel layer is away: %r", error)
            self._hears = False
            self._was_lost = True
            self._channel = ""
            with contextlib.suppress(Exception):
                await _soon(self._layer.flush())
            await asyncio.sleep(RETRY_SECONDS)

    async def _open(self) -> None:
        async with self._membership:
            channel = await _soon(self._layer.new_channel())
            self._joined.clear()
            while missing := self._topics - self._joined:
                topic = missing.pop()
                await _soon(self._layer.group_add(topic, channel))
                self._joined.add(topic)
            self._channel = channel
        self._opened.set()

    async def _receive(self) -> None:
        channel, clock = self._channel, asyncio.get_running_loop().time
        next_echo = dict.fromkeys(self._echo_topics, self._echoes + 1)
        while self._channel == channel:
            message = await _soon(self._layer.receive(channel))
            if not self._hears:
                self._hears = True
                if self._was_lost:
                    self._was_lost = False
                    log.info("the channel layer is back")
                    self.on_gap()
            if "frame" in message:
                self.on_frame(message["frame"])
            else:
                if message["n"] > next_echo[message["of"]] or clock() - message["at"] > LATE_SECONDS:
                    self.on_gap()
                next_echo[message["of"]] = message["n"] + 1

    async def _echo(self) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            if self._channel:
                self._echoes += 1
                for topic in self._echo_topics:
                    echo = {"type": "hub.echo", "of": topic, "n": self._echoes, "at": clock()}
                    with contextlib.suppress(Exception):
                        await _soon(self._layer.group_send(topic, echo))
            await asyncio.sleep(ECHO_SECONDS if self._hears else RETRY_SECONDS / 5)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _soon(work: Awaitable[T]) -> T:
    """Await what a Redis that hangs would never finish."""
    async with asyncio.timeout(TIMEOUT_SECONDS):
        return await work
