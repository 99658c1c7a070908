"""The subscriptions of one process and its line to the other processes."""

import asyncio
import json
import logging
import secrets
import threading
from collections.abc import Callable
from typing import Any

from django.conf import settings

from opickme.hub.ledger import Frame, Heard, Sent
from opickme.hub.links import Link

Event = dict[str, Any]
Sink = Callable[[Event], None]

REPORT_SECONDS = 1.0
REPORT_FOR_SECONDS = 5.0
STALE: Event = {"type": "stale"}

log = logging.getLogger(__name__)


class Hub:
    """Lives in one event loop; only `publish` may be called from outside of it.

    For some seconds after an event its publisher reports the event's number again, so that a listener that lost the
    last event of a topic learns of it although nothing follows.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.id = secrets.token_hex(8)
        self._sinks: dict[str, set[Sink]] = {}
        self._sent = Sent(self.id)
        self._heard = Heard()
        self._reported = loop.time()
        self._reporter: asyncio.TimerHandle | None = None
        self._thread: int | None = None
        self._link = _new_link(self._hear, self.tell_stale)

    @property
    def is_connected(self) -> bool:
        # A process that only publishes (a WSGI worker, a command) hears nobody and has no reason to.
        return self._thread is None or self._link.is_connected

    async def listen(self) -> None:
        """Hear the other processes from now on."""
        self._thread = threading.get_ident()
        await self._link.listen()

    async def subscribe(self, topic: str, sink: Sink) -> None:
        if topic not in self._sinks:
            self._heard.join(topic, self.loop.time())
        self._sinks.setdefault(topic, set()).add(sink)
        await self._link.join(topic)

    def unsubscribe(self, topic: str, sink: Sink) -> None:
        sinks = self._sinks.get(topic)
        if sinks is None:
            return
        sinks.discard(sink)
        if not sinks:
            del self._sinks[topic]
            self._heard.leave(topic)
            self._link.leave(topic)

    def publish(self, topic: str, event: Event) -> None:
        """Raises TypeError or KeyError, at its author, for an event that is no JSON or has no type."""
        event["type"]
        text = _written(event)
        if threading.get_ident() == self._thread:
            self._publish(topic, event, text)
        else:
            self.loop.call_soon_threadsafe(self._publish, topic, event, text)

    async def flush(self) -> None:
        """Return when what was published has left this process."""
        await self._link.flush()

    def close(self) -> None:
        if self._reporter is not None:
            self._reporter.cancel()
        self._link.close()

    def tell_stale(self) -> None:
        """Make every socket of this process fetch again."""
        for topic in tuple(self._sinks):
            self._deliver(topic, STALE)

    def _publish(self, topic: str, event: Event, text: bytes) -> None:
        stamp = _written(self._sent.stamp(topic, self.loop.time()))
        self._link.send(topic, b'%b,"event":%b}' % (stamp[:-1], text))
        self._deliver(topic, event)
        if self._reporter is None:
            self._reported = self.loop.time() - REPORT_SECONDS
            self._reporter = self.loop.call_later(REPORT_SECONDS, self._report)

    def _report(self) -> None:
        """Tell again what was sent lately, and go on until all of it was told over a line that works."""
        now = self.loop.time()
        frames = list(self._sent.reports(self._reported, now))
        for frame in frames:
            self._link.send(None, _written(frame))
        works_since = self._link.works_since
        if works_since is not None and now - works_since > REPORT_FOR_SECONDS:
            self._reported = max(self._reported, now - REPORT_FOR_SECONDS)
        self._reporter = self.loop.call_later(REPORT_SECONDS, self._report) if frames else None

    def _hear(self, data: bytes) -> None:
        try:
            self._take(json.loads(data))
        except (ValueError, KeyError, TypeError) as error:
            log.warning("a frame of another version of this program: %r", error)

    def _take(self, frame: Frame) -> None:
        publisher, now = frame["from"], self.loop.time()
        if publisher == self.id:
            return  # delivered when it was published
        if "latest" in frame:
            for topic, (n, age) in frame["latest"].items():
                if topic in self._sinks and self._heard.misses(topic, publisher, n, age, now):
                    self._deliver(topic, STALE)
        elif (topic := frame["topic"]) in self._sinks:
            if self._heard.misses(topic, publisher, frame["before"], frame["age"], now):
                self._deliver(topic, STALE)
            self._heard.note(topic, publisher, frame["n"])
            self._deliver(topic, frame["event"])

    def _deliver(self, topic: str, event: Event) -> None:
        for sink in tuple(self._sinks.get(topic, ())):
            try:
                sink(event)
            except Exception:  # one broken socket must not keep the event from the others
                log.exception("a subscriber of %s failed", topic)


# Not escaped to ASCII, which would make six bytes of each Korean letter: a datagram has its bounds.
_json = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)


def _written(frame: Frame | Event) -> bytes:
    return _json.encode(frame).encode("utf-8", "surrogatepass")


def _new_link(on_frame: Callable[[bytes], None], on_gap: Callable[[], None]) -> Link:
    if settings.REDIS_URL:
        from opickme.hub.layer import LayerLink

        return LayerLink(on_frame, on_gap)
    from opickme.hub.datagrams import DatagramLink

    return DatagramLink(on_frame, on_gap)
