"""Frames on their way to one client."""

import asyncio
import json
from collections.abc import Awaitable, Callable

from opickme.sockets.frames import Close, Frame

QUEUED_FRAMES = 256

Send = Callable[[Frame], Awaitable[None]]


class Outbox:
    """A bounded queue that one task empties; it numbers the frames 1, 2, 3… in `seq`."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._queue: asyncio.Queue[Frame] = asyncio.Queue(QUEUED_FRAMES)
        self._code: Close | None = None

    @property
    def has_ended(self) -> bool:
        return self._code is not None

    def push(self, frame: Frame) -> None:
        """Queue a frame. A client that does not keep up is cut off: it comes back and fetches."""
        try:
            self._queue.put_nowait(frame)
        except asyncio.QueueFull:
            self.end(Close.TRY_AGAIN)

    def end(self, code: Close) -> None:
        """Close the socket; what still waits is dropped. Safe to call twice: the first code counts."""
        if self._code is not None:
            return
        self._code = code
        while not self._queue.empty():
            self._queue.get_nowait()
        self._queue.put_nowait({})

    async def run(self) -> None:
        """Send until the end."""
        number = 0
        while True:
            frame = await self._queue.get()
            if self._code is not None:
                await self._send({"type": "websocket.close", "code": int(self._code)})
                return
            number += 1
            await self._send({"type": "websocket.send", "text": json.dumps({**frame, "seq": number})})
