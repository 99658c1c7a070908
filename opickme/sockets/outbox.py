"""Frames on their way to one client."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import cast

from opickme.sockets.frames import Close, Frame

QUEUED_FRAMES = 256
END: Frame = {}

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
        if self.has_ended:
            return
        try:
            self._queue.put_nowait(frame)
        except asyncio.QueueFull:
            self.end(Close.TRY_AGAIN)

    def end(self, code: Close) -> None:
        """Close the socket; what still waits is dropped. Safe to call twice: the first code counts."""
        if self.has_ended:
            return
        while not self._queue.empty():
            self._queue.get_nowait()
        self.finish(code)

    def finish(self, code: Close) -> None:
        """Close the socket once everything that waits is sent. Safe to call twice: the first code counts."""
        if self.has_ended:
            return
        if self._queue.full():
            self.end(code)
            return
        self._code = code
        self._queue.put_nowait(END)

    async def run(self) -> None:
        """Send until the end."""
        number = 0
        while (frame := await self._queue.get()) is not END:
            number += 1
            await self._send({"type": "websocket.send", "text": f'{_written(frame)}, "seq": {number}}}'})
        await self._send({"type": "websocket.close", "code": int(cast("Close", self._code))})


_last: tuple[Frame, str] = (END, "")


def _written(frame: Frame) -> str:
    """Return a frame as JSON without its last brace. An event goes to many sockets in a row: it is written once."""
    global _last
    last, text = _last
    if frame is not last:
        text = json.dumps(frame)[:-1]
        _last = frame, text
    return text
