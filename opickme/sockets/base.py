"""The base of every websocket consumer."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import ClassVar

from channels.consumer import AsyncConsumer
from channels.db import database_sync_to_async
from django.conf import settings
from django.db import DatabaseError

from opickme import hub
from opickme.logs.trail import begin, request_id
from opickme.sockets.attendance import attendance
from opickme.sockets.auth import BEARER, Identity, Scope, credentials, header, identify, may_connect, network
from opickme.sockets.frames import Close, Frame, FrameError, Refused, parse
from opickme.sockets.limits import Bucket, Slots
from opickme.sockets.outbox import Outbox, Send

Receive = Callable[[], Awaitable[Frame]]

FRAMES_PER_SECOND, FRAMES_AT_ONCE = 20.0, 60.0
BAD_FRAMES = 10

by_address = Slots()
by_user = Slots()
log = logging.getLogger(__name__)
# Not on the one thread that Channels shares by default: a slow query of one socket would hold up all others.
_identify = database_sync_to_async(identify, thread_sensitive=False)


class JsonSocket(AsyncConsumer):
    """One websocket of somebody logged in. Every frame, both ways, is an object with a `type`.

    A subclass gives `join()`, and `takes` that maps a frame's type to the name of the method that follows it. It asks
    the database in `join()` only; afterwards it forwards. Frames of the server carry `seq`: 1, 2, 3… per socket.

    Channels' own loop hops to a thread for every event and subscribes each socket to the layer. Neither happens here.
    """

    takes: ClassVar[dict[str, str]] = {"ping": "pong"}
    place: str | None = None
    """Where the person counts as present while this socket is open."""
    identity: Identity
    outbox: Outbox
    _here = _has_joined = False

    async def join(self) -> list[str]:
        """Return the topics to forward, or raise Refused."""
        raise NotImplementedError

    def welcome(self) -> Frame:
        """Return the first frame."""
        return {"type": "ready"}

    async def joined(self) -> None:
        """Called once the topics are followed: what is published from now on arrives."""

    async def left(self) -> None:
        """Called when the socket ends, if it was joined. Not called when the process is killed."""

    def may_stay(self, identity: Identity) -> bool:
        """Whether the person, read anew every SOCKET_RECHECK_SECONDS, may still use this socket."""
        return True

    def forward(self, event: hub.Event) -> None:
        """Take an event of a topic of `join()`. Called in the event loop; must not block."""
        self.outbox.push(event)

    async def pong(self, frame: Frame) -> None:
        self.outbox.push({"type": "pong"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope = scope
        self.outbox = Outbox(send)
        begin(request=request_id(header(scope, b"x-request-id")))
        await receive()
        self.credentials = credentials(scope)
        address = network(scope)
        if not may_connect(scope, self.credentials) or not by_address.take(address, settings.SOCKETS_PER_ADDRESS):
            await send({"type": "websocket.close"})  # before it is accepted: HTTP 403
            return
        try:
            offered = BEARER in scope.get("subprotocols", [])
            found = await self._find()
            await send({"type": "websocket.accept", "subprotocol": BEARER if offered else None})
            await self._serve(found, receive)
        except Refused as refusal:
            await send({"type": "websocket.close", "code": int(refusal.code)})
        finally:
            by_address.free(address)

    async def _find(self) -> Identity | Close:
        try:
            return await _identify(self.credentials) or Close.NOT_LOGGED_IN
        except DatabaseError:
            log.warning("a socket could not ask the database whose it is")
            return Close.TRY_AGAIN

    async def _serve(self, found: Identity | Close, receive: Receive) -> None:
        if isinstance(found, Close):
            raise Refused(found)
        self.identity = found
        slot = (found.user.pk, self.scope["path"])
        if not by_user.take(slot, settings.SOCKETS_PER_USER):
            raise Refused(Close.TOO_MANY)
        try:
            topics = await self.join()
            await self._attend(topics, receive)
        except DatabaseError as error:
            log.warning("a socket could not ask the database for its topics")
            raise Refused(Close.TRY_AGAIN) from error
        finally:
            by_user.free(slot)

    async def _attend(self, topics: list[str], receive: Receive) -> None:
        sinks = [(f"user.{self.identity.user.pk}", self._heed), *((topic, self.forward) for topic in topics)]
        tasks: list[asyncio.Task[None]] = []
        self.outbox.push(self.welcome())
        try:
            for topic, sink in sinks:
                await hub.subscribe(topic, sink)
            await self._arrive()
            tasks = [asyncio.create_task(self.outbox.run()), asyncio.create_task(self._watch())]
            await self._read(receive)
        finally:
            for topic, sink in sinks:
                hub.unsubscribe(topic, sink)
            for task in tasks:
                task.cancel()
            # Shielded: the server cancels a consumer that takes long to end, and the others must hear of it.
            await asyncio.shield(self._depart())

    async def _arrive(self) -> None:
        if self.place is not None:
            await attendance.arrive(self.identity.user.pk, self.place)
            self._here = True
        await self.joined()
        self._has_joined = True

    async def _depart(self) -> None:
        if self.place is not None and self._here:
            await attendance.leave(self.identity.user.pk, self.place)
        if self._has_joined:
            await self.left()

    def _heed(self, event: hub.Event) -> None:
        if event["type"] == hub.SESSION_ENDED and event["session"] in (None, self.identity.session):
            self.outbox.end(Close.NOT_LOGGED_IN)

    async def _watch(self) -> None:
        """Close when the session or token ends, or the account may no longer be used."""
        while True:
            left = settings.SOCKET_RECHECK_SECONDS
            if self.identity.expires_at is not None:
                left = min(left, self.identity.expires_at - time.time())
            await asyncio.sleep(max(left, 0.5))
            found = await self._find()
            if found is Close.NOT_LOGGED_IN:
                self.outbox.end(Close.NOT_LOGGED_IN)
                return
            if isinstance(found, Identity) and not self.may_stay(found):
                self.outbox.end(Close.NOT_YOURS)
                return

    async def _read(self, receive: Receive) -> None:
        bucket = Bucket(FRAMES_PER_SECOND, FRAMES_AT_ONCE, time.monotonic())
        bad = 0
        while (message := await receive())["type"] != "websocket.disconnect":
            if self.outbox.has_ended:
                continue
            if not bucket.take(time.monotonic()):
                self.outbox.end(Close.TOO_MANY)
            elif not await self._follow(message):
                bad += 1
                if bad >= BAD_FRAMES:
                    self.outbox.end(Close.BAD_FRAMES)

    async def _follow(self, message: Frame) -> bool:
        """Do what a frame asks; false when it made no sense."""
        try:
            frame = parse(message, known=self.takes)
            await getattr(self, self.takes[frame["type"]])(frame)
        except FrameError as error:
            self.outbox.push({"type": "error", "code": error.code})
            return False
        except Exception:
            log.exception("a frame of type %s could not be followed", frame["type"])
            self.outbox.push({"type": "error", "code": "internal"})
        return True
