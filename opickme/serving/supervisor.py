"""Keeps the processes of the site running on one machine."""

import asyncio
import logging
import os
import signal
import sys
import time
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from django.conf import settings

from opickme.serving.lifeline import PARENT

FIRST_DELAY, LONGEST_DELAY = 0.5, 10.0
STEADY_SECONDS = 30.0
"""A process that lived this long was well: its next restart is quick again."""
HEAD_START_SECONDS = 10.0
GRACE_SECONDS = 7.0
"""For a child to end once nothing keeps it."""

log = logging.getLogger(__name__)


class Supervisor:
    """Runs each command of `children`, by name, and starts again what leaves, until SIGINT, SIGTERM or SIGHUP.

    The first command gets a head start: what it needs to begin is not shared with the rest. No child outlives this
    process, even when it is killed. A second signal ends the children at once.
    """

    def __init__(self, children: Mapping[str, Sequence[str]]) -> None:
        self._children = children
        self._processes: dict[str, Process] = {}
        self._stopping = asyncio.Event()
        self._hurrying = asyncio.Event()

    async def run(self, announce: Callable[[], Awaitable[None]]) -> None:
        """Run until told to stop. `announce` waits until the first child serves, and says so."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self.stop)
        (name, command), *rest = self._children.items()
        keepers = [asyncio.create_task(self._keep(name, command))]
        stopping: asyncio.Future[Any] = asyncio.create_task(self._stopping.wait())
        announcer: asyncio.Future[Any] = asyncio.ensure_future(announce())
        await asyncio.wait({announcer, stopping}, timeout=HEAD_START_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        keepers += [asyncio.create_task(self._keep(name, command)) for name, command in rest]
        await stopping
        announcer.cancel()
        self._signal_all(signal.SIGTERM)
        hurry: asyncio.Future[Any] = asyncio.create_task(self._hurrying.wait())
        left: asyncio.Future[Any] = asyncio.gather(*keepers)
        await asyncio.wait(
            {left, hurry}, timeout=settings.DRAIN_SECONDS + GRACE_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
        if not left.done():
            self._signal_all(signal.SIGKILL)
        await left
        hurry.cancel()

    def stop(self) -> None:
        if self._stopping.is_set():
            self._hurrying.set()
        self._stopping.set()

    def _signal_all(self, number: signal.Signals) -> None:
        for process in self._processes.values():
            with suppress(ProcessLookupError):
                process.send_signal(number)

    async def _keep(self, name: str, command: Sequence[str]) -> None:
        delay = FIRST_DELAY
        while not self._stopping.is_set():
            began = time.monotonic()
            process = self._processes[name] = await _start(command)
            if self._stopping.is_set():
                process.terminate()
            code = await process.wait()
            if self._stopping.is_set():
                return
            if time.monotonic() - began > STEADY_SECONDS:
                delay = FIRST_DELAY
            log.warning("%s has left (%s); it starts again in %g s", name, _reason(code), delay)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), delay)
            delay = min(delay * 2, LONGEST_DELAY)


async def _start(command: Sequence[str]) -> Process:
    # In a session of its own, so that Ctrl-C reaches the supervisor alone, which then tells each child once.
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "opickme.serving.lifeline",
        *command,
        cwd=settings.BASE_DIR,
        env={**os.environ, PARENT: str(os.getpid())},
        stdin=DEVNULL,
        start_new_session=True,
    )


def _reason(code: int) -> str:
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name
