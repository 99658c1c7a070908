"""Keeping a claim alive while its work runs."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import Error, connections

logger = logging.getLogger(__name__)


@contextmanager
def kept_alive(renew: Callable[[], bool]) -> Iterator[None]:
    """Call `renew` three times per lease from a thread of its own, until it says that the claim is lost.

    A database that is away for a moment is no reason to give up: the next beat tries again.
    """
    stopped = threading.Event()

    def beat() -> None:
        try:
            while not stopped.wait(settings.LEASE_SECONDS / 3):
                try:
                    if not renew():
                        return
                except Error:
                    logger.warning("lease not renewed: the database did not answer")
                    connections.close_all()
        finally:
            connections.close_all()

    thread = threading.Thread(target=beat, name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join(timeout=5)
