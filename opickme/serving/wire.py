"""A websocket on Daphne, below our consumers: bounded in what it takes and in what its client leaves unread."""

from typing import Any

from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol

from opickme.serving.guard import NAMELESS
from opickme.sockets import Close
from opickme.sockets.frames import FRAME_BYTES

UNREAD_BYTES = 1024 * 1024


class GuardedSocket(WebSocketProtocol):
    """A websocket that is cut off when its client does not read, or sends before it was let in."""

    maxMessagePayloadSize: int  # noqa: N815 (Autobahn's)

    def connectionMade(self) -> None:  # noqa: N802
        super().connectionMade()
        self._is_full = False
        self._unread = 0
        # The transport tells its producer when its buffer is full; until now that was the HTTP channel.
        self.transport.unregisterProducer()
        self.transport.registerProducer(self, True)

    def pauseProducing(self) -> None:  # noqa: N802
        self._is_full = True

    def resumeProducing(self) -> None:  # noqa: N802
        self._is_full = False
        self._unread = 0

    def stopProducing(self) -> None:  # noqa: N802
        """The connection is gone."""

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        if self.state == self.STATE_CONNECTING and len(self.data) + len(data) > FRAME_BYTES:
            self.transport.abortConnection()
        else:
            self._dataReceived(data)  # where Autobahn's own comes to as well, but see sendData

    def sendData(self, data: bytes, sync: bool = False, chopsize: int | None = None) -> None:  # noqa: N802
        # Autobahn's own colours a line for a log that nobody keeps: a tenth of the time of a fan-out (measured).
        if sync or chopsize or self.send_queue:
            super().sendData(data, sync, chopsize)
        else:
            self.transport.write(data)

    def serverSend(self, content: Any, binary: bool = False) -> None:  # noqa: N802
        if self._is_full:
            self._unread += len(content)
            if self._unread > UNREAD_BYTES:
                self.serverClose(1013)
                return
        # Autobahn holds what is sent to the limit of what is received; a long script in a row of the line is larger.
        received, self.maxMessagePayloadSize = self.maxMessagePayloadSize, 0
        try:
            super().serverSend(content, binary)
        finally:
            self.maxMessagePayloadSize = received

    def serverClose(self, code: int | None = None) -> None:  # noqa: N802
        # sendClose refuses the registered codes 1008 to 1013, which a server may well use.
        if self.state == self.STATE_OPEN:
            self.sendCloseFrame(code=code or 1000)

    def leave(self) -> bool:
        """Ask the client to come again, elsewhere; false while its handshake is not answered yet."""
        self.serverClose(Close.RESTART)
        return bool(self.state != self.STATE_CONNECTING)

    def __repr__(self) -> str:
        return NAMELESS


class GuardedWebSocketFactory(WebSocketFactory):
    protocol = GuardedSocket
