"""What every line between processes shares: a bounded queue of outgoing frames and one task that sends them."""

import asyncio
import logging
from collections.abc import Callable

log = logging.getLogger(__name__)

QUEUED_FRAMES = 10_000


class Link:
    """A line to the other processes. All methods are called in one event loop.

    `on_frame` gets each frame that arrives; `on_gap` is called when some may have been lost unseen.
    """

    def __init__(self, on_frame: Callable[[bytes], None], on_gap: Callable[[], None]) -> None:
        self.on_frame = on_frame
        self.on_gap = on_gap
        self.works_since: float | None = None
        """Time of the loop since when every frame could be sent; None while it fails."""
        self._queue: asyncio.Queue[tuple[str | None, bytes]] = asyncio.Queue(QUEUED_FRAMES)
        self._sender: asyncio.Task[None] | None = None

    @property
    def is_connected(self) -> bool:
        return True

    def send(self, topic: str | None, frame: bytes) -> None:
        """Queue a frame for the listeners of `topic`, or of every topic."""
        if self._sender is None:
            self._sender = asyncio.get_running_loop().create_task(self._send_all())
        try:
            self._queue.put_nowait((topic, frame))
        except asyncio.QueueFull:
            self.works_since = None  # reported again once the line works: listeners notice the gap

    async def flush(self) -> None:
        await self._queue.join()

    def close(self) -> None:
        if self._sender is not None:
            self._sender.cancel()

    async def _send_all(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            topic, frame = await self._queue.get()
            try:
                await self.transmit(topic, frame)
            except Exception as error:
                if self.works_since is not None:
                    log.warning("no line to the other processes: %s", error)
                self.works_since = None
            else:
                self.works_since = self.works_since or loop.time()
            finally:
                self._queue.task_done()

    async def transmit(self, topic: str | None, frame: bytes) -> None:
        """Send one frame, or raise."""
        raise NotImplementedError

    async def listen(self) -> None:
        """Begin to hear. Safe to call twice."""
        raise NotImplementedError

    async def join(self, topic: str) -> None:
        """Hear `topic`. A line that is down does not raise: it joins when it is up again."""

    def leave(self, topic: str) -> None:
        """Stop to hear `topic`."""
