"""Daphne, guarded, started from our own command."""

import asyncio
import gc
import itertools
import logging
import time
from typing import Any

from daphne.endpoints import build_endpoint_description_strings
from daphne.server import Server
from django.conf import settings
from django.urls import get_resolver
from twisted.internet import defer
from twisted.internet import reactor as installed_reactor
from twisted.internet.endpoints import serverFromString
from twisted.logger import globalLogBeginner

from opickme import hub
from opickme.serving import draining
from opickme.serving.guard import GuardedHTTPFactory, PerAddressFactory
from opickme.serving.wire import GuardedSocket, GuardedWebSocketFactory
from opickme.sockets.frames import FRAME_BYTES

reactor: Any = installed_reactor  # Daphne's, on asyncio; Twisted's types do not know which it is
PING_SECONDS, PONG_SECONDS = 5, 10
AWAY_AT_ONCE, AWAY_EVERY_SECONDS = 100, 0.2
"""Told to stop, it sends away so many sockets at a time: all at once they would storm the process they go to."""

log = logging.getLogger(__name__)


class CannotListen(Exception):
    """The address is taken or not ours."""


class GuardedServer(Server):
    """One web process. Told to stop, it drains: it takes nothing new and lets what has begun finish.

    Meanwhile it still listens, and refuses: a proxy hears 503 for a new socket and asks another process, and whoever
    watches /readyz hears 503 too. Open sockets are closed with `RESTART`, on which a page comes again a moment later.
    """

    def __init__(self, application: Any, *, host: str, port: int) -> None:
        super().__init__(
            application,
            endpoints=build_endpoint_description_strings(host=host, port=port),
            ping_interval=PING_SECONDS,
            ping_timeout=PONG_SECONDS,
            websocket_max_message_size=FRAME_BYTES,
            websocket_max_frame_size=FRAME_BYTES,
            server_name="",
        )
        self.bodies = 0
        """Bytes of all bodies that are with the application now."""
        self.is_draining = False
        self._failure = ""
        self._ports: list[Any] = []

    def run(self) -> None:
        """Serve until SIGTERM or SIGINT. Raises CannotListen."""
        self.connections: dict[Any, dict[str, Any]] = {}
        self.ws_factory = GuardedWebSocketFactory(self, server=self.server_name)
        self.ws_factory.setProtocolOptions(
            autoPingTimeout=self.ping_timeout,
            allowNullOrigin=True,  # origins are judged in opickme.sockets, which answers 403
            openHandshakeTimeout=self.websocket_handshake_timeout,
            maxMessagePayloadSize=self.websocket_max_message_size,
            maxFramePayloadSize=self.websocket_max_frame_size,
        )
        globalLogBeginner.beginLoggingTo([], redirectStandardIO=False, discardBuffer=True)
        limit = 0 if settings.TRUSTED_PROXIES else settings.CONNECTIONS_PER_ADDRESS
        for description in self.endpoints:
            listening = serverFromString(reactor, description).listen(
                PerAddressFactory(GuardedHTTPFactory(self), limit)
            )
            listening.addCallbacks(self._ports.append, self._cannot_listen)
        if self._failure:
            raise CannotListen(self._failure)
        asyncio.set_event_loop(reactor._asyncioEventloop)
        reactor.callLater(0, self._begin)
        reactor.callLater(1, self.application_checker)
        reactor.callLater(2, self.timeout_checker)
        reactor.addSystemEventTrigger("before", "shutdown", self._stop)
        reactor.run()

    def _cannot_listen(self, failure: Any) -> None:
        self._failure = failure.getErrorMessage()

    def _begin(self) -> None:
        self._starting = asyncio.ensure_future(hub.start())
        get_resolver().url_patterns  # noqa: B018 (imports every view now, not within the first request)
        gc.collect()
        gc.freeze()  # what was imported is never garbage: collections then look at little

    def _stop(self) -> Any:
        return defer.Deferred.fromFuture(asyncio.ensure_future(self._drain()))

    async def _drain(self) -> None:
        self.is_draining = True
        draining.begin()
        deadline = time.monotonic() + settings.DRAIN_SECONDS
        sending_away = asyncio.ensure_future(self._send_away())
        while time.monotonic() < deadline and self._busy():
            await asyncio.sleep(0.05)
        sending_away.cancel()
        for port in self._ports:
            port.stopListening()
        for application in self._busy():
            application.cancel()
        hub.stop()

    async def _send_away(self) -> None:
        """Close the sockets, also those whose handshake was under way when it began."""
        sent: set[GuardedSocket] = set()
        while True:
            waiting = (each for each in list(self.connections) if isinstance(each, GuardedSocket) and each not in sent)
            for protocol in itertools.islice(waiting, AWAY_AT_ONCE):
                if protocol.leave():
                    sent.add(protocol)
            await asyncio.sleep(AWAY_EVERY_SECONDS)

    def _busy(self) -> list[asyncio.Future[Any]]:
        running = (details.get("application_instance") for details in self.connections.values())
        return [application for application in running if application is not None and not application.done()]
