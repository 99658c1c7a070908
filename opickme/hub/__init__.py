"""Hints from anywhere in the code to the open sockets, in this process and in all others.

Delivery is at most once: an event says that something has changed, never what is true. Whoever may have missed one
gets `{"type": "stale"}` and fetches again.
"""

import asyncio
import atexit
import contextlib
import os
import threading
from concurrent.futures import TimeoutError as FutureTimeout

from opickme.hub.core import Event, Hub, Sink

__all__ = ["SESSION_ENDED", "Event", "Sink", "is_connected", "publish", "start", "stop", "subscribe", "unsubscribe"]

SESSION_ENDED = "session.ended"
"""Type of the event that closes the sockets of one session, or of all where `session` is null; sent to the topic of its
user, never to a browser.
"""

FLUSH_SECONDS = 2.0

_lock = threading.Lock()
_hub: Hub | None = None
_thread_loop: asyncio.AbstractEventLoop | None = None


def publish(topic: str, event: Event) -> None:
    """Send `event` to every subscriber of `topic` in every process. Never blocks, from any thread or event loop.

    Call it through `transaction.on_commit`. `event` is JSON with a `type`; anything else raises TypeError or KeyError
    here, at its author, and not at a listener.
    """
    _current().publish(topic, event)


async def subscribe(topic: str, sink: Sink) -> None:
    """Call `sink` in this event loop with every event of `topic`, until `unsubscribe`."""
    await (await start()).subscribe(topic, sink)


def unsubscribe(topic: str, sink: Sink) -> None:
    """End a subscription. Safe to call twice. Call it in the loop that subscribed."""
    if _hub is not None:
        _hub.unsubscribe(topic, sink)


async def start() -> Hub:
    """Make the running event loop the one that hears other processes. Safe to call twice."""
    global _hub
    loop = asyncio.get_running_loop()
    with _lock:
        former = None
        if _hub is None or _hub.loop is not loop:
            former, _hub = _hub, Hub(loop)
        hub = _hub
    if former is not None and not former.loop.is_closed():
        former.loop.call_soon_threadsafe(former.close)
    await hub.listen()
    return hub


def stop() -> None:
    """Hear and send no more. Call it in the loop that called `start`."""
    global _hub
    with _lock:
        former, _hub = _hub, None
    if former is not None:
        former.close()


def is_connected() -> bool:
    """Whether this process hears the others; true where it has no reason to listen."""
    return _hub is None or _hub.is_connected


def _current() -> Hub:
    global _hub
    with _lock:
        if _hub is None or _hub.loop.is_closed():
            _hub = Hub(_background_loop())
        return _hub


def _background_loop() -> asyncio.AbstractEventLoop:
    """Return the loop in which a process without an event loop of its own (worker, command) sends."""
    global _thread_loop
    if _thread_loop is None:
        _thread_loop = asyncio.new_event_loop()
        threading.Thread(target=_thread_loop.run_forever, name="hub", daemon=True).start()
        atexit.register(_flush)
    return _thread_loop


def _flush() -> None:
    """Let a command that ends send its last events first."""
    if _hub is None or _hub.loop is not _thread_loop:
        return
    with contextlib.suppress(FutureTimeout, RuntimeError):
        asyncio.run_coroutine_threadsafe(_hub.flush(), _hub.loop).result(FLUSH_SECONDS)


def _forget() -> None:
    """A forked child has no hub thread and must not speak with its parent's sockets."""
    global _hub, _thread_loop, _lock
    _hub = _thread_loop = None
    _lock = threading.Lock()


os.register_at_fork(after_in_child=_forget)
