"""Limits below Django, on Daphne: what one client may send and hold open. Those of a websocket are in wire.py.

Twisted reads a whole request, and parses a whole form in memory, before Django sees the first byte: one anonymous
form of 300 MB took 3.9 GB and held up every socket for 12 s (measured). No limit of Django's helps there.
"""

import time
from collections import Counter
from typing import Any

from daphne.http_protocol import HTTPFactory, WebRequest
from django.conf import settings
from twisted.internet.interfaces import IAddress
from twisted.protocols.policies import ProtocolWrapper, WrappingFactory

GRACE_SECONDS = 30.0
BYTES_PER_SECOND = 1024  # a body slower than this, after the grace, is no body but a siege
LINGER_SECONDS = 2.0

REASONS = {
    400: (b"Bad Request", b"bad_request", b"This request cannot be read."),
    408: (b"Request Timeout", b"timeout", b"The request took too long to arrive."),
    413: (b"Content Too Large", b"too_large", b"This is more than the server takes at once."),
    503: (b"Service Unavailable", b"busy", b"The server is busy. Please try again in a moment."),
}
WATCHERS = (b"/healthz", b"/readyz", b"/metrics")
"""Who asks these wants to know it all the more when the process is about to end."""
NAMELESS = "<a connection>"
"""How Daphne's log calls one: by default with the client's address and the path, which may hold a token."""


class GuardedRequest(WebRequest):
    """A request whose body is bounded in size, in time, and in memory together with those of the others."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._parsePOSTFormSubmission = False  # Django parses forms, with limits
        self._began = self._progress = time.monotonic()
        self._received = 0
        self._arrived = False
        self._held = 0
        self._refused_at: float | None = None

    def gotLength(self, length: int | None) -> None:  # noqa: N802 (Twisted's name, like those below)
        too_large = length is not None and length > settings.REQUEST_MAX_BYTES
        super().gotLength(0 if too_large else length)
        if too_large:
            self.requestHeaders.removeHeader(b"Expect")  # no "100 Continue" after the refusal
            self.refuse(413)

    def handleContentChunk(self, data: bytes) -> None:  # noqa: N802
        if self._refused_at is not None:
            return
        self._received += len(data)
        self._progress = time.monotonic()
        if self._received > settings.REQUEST_MAX_BYTES:
            self.refuse(413)
        else:
            super().handleContentChunk(data)

    def requestReceived(self, command: bytes, path: bytes, version: bytes) -> None:  # noqa: N802
        self._arrived = True
        self.requestHeaders.removeHeader(b"Daphne-Root-Path")  # would let a client move the site's addresses
        offered = self.requestHeaders.getRawHeaders(b"Sec-WebSocket-Protocol", [])
        if self._refused_at is None and not all(value.isascii() for value in offered):
            self.refuse(400)
        if self._refused_at is None and self.server.is_draining and path.split(b"?")[0] not in WATCHERS:
            self.refuse(503)
        # Daphne hands the whole body to the application at once, in memory.
        if self._refused_at is None and self.server.bodies + self._received > settings.BODIES_MAX_BYTES:
            self.refuse(503)
        if self._refused_at is not None:
            self.channel.loseConnection()
            return
        self._held = self._received
        self.server.bodies += self._held
        super().requestReceived(command, path, version)

    def check_timeouts(self) -> None:
        """Called by Daphne every two seconds."""
        now = time.monotonic()
        if self._refused_at is not None:
            if self.channel is not None and now - self._refused_at > LINGER_SECONDS:
                self.channel.loseConnection()
        elif self._arrived:
            super().check_timeouts()
        elif (
            now - self._progress > GRACE_SECONDS
            or now - self._began > GRACE_SECONDS + self._received / BYTES_PER_SECOND
        ):
            self.refuse(408)

    def refuse(self, status: int) -> None:
        """Answer now and throw away what still comes.

        Closing at once would reset the connection, and most clients would never read the answer.
        """
        self._refused_at = time.monotonic()
        reason, code, detail = REASONS[status]
        body = b'{"detail": "%s", "code": "%s"}' % (detail, code)
        head = b"HTTP/1.1 %d %s\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        self.channel.write(head % (status, reason, len(body)) + body)

    def finish(self) -> None:
        self._release()
        super().finish()

    def connectionLost(self, reason: Any) -> None:  # noqa: N802
        self._release()
        super().connectionLost(reason)

    def __repr__(self) -> str:
        return NAMELESS

    def _release(self) -> None:
        self.server.bodies -= self._held
        self._held = 0


class GuardedHTTPFactory(HTTPFactory):
    def buildProtocol(self, addr: IAddress | None) -> Any:  # noqa: N802
        protocol = super().buildProtocol(addr)
        protocol.requestFactory = GuardedRequest
        return protocol


class PerAddressFactory(WrappingFactory):
    """Refuses further connections of an address that holds `limit` already; 0 sets no limit."""

    def __init__(self, wrapped: Any, limit: int) -> None:
        super().__init__(wrapped)
        self._limit = limit
        self._open: Counter[str] = Counter()

    def buildProtocol(self, addr: Any) -> Any:  # noqa: N802
        if self._limit and self._open[addr.host] >= self._limit:
            return None  # Twisted closes the connection
        return super().buildProtocol(addr)

    def registerProtocol(self, p: ProtocolWrapper) -> None:  # noqa: N802
        super().registerProtocol(p)
        self._open[p.getPeer().host] += 1

    def unregisterProtocol(self, p: ProtocolWrapper) -> None:  # noqa: N802
        super().unregisterProtocol(p)
        host = p.getPeer().host
        self._open[host] -= 1
        if not self._open[host]:
            del self._open[host]
