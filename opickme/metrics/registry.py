"""Where this process counts, and how what it counted becomes text.

A process alone on its port counts in memory and is scraped alone. Processes that share a port (gunicorn's) share
a directory, PROMETHEUS_MULTIPROC_DIR: whichever of them is asked answers with the sum of all.
"""

import logging
import os
from collections.abc import Callable, Iterable

from django.db import DatabaseError
from prometheus_client import (
    CollectorRegistry,
    GCCollector,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

log = logging.getLogger(__name__)

disable_created_metrics()  # a line beside each counter that nobody asks for
counted = CollectorRegistry()
"""What this process counts."""
seen = CollectorRegistry()
"""What is looked up when it is asked for."""
ProcessCollector(registry=seen)
GCCollector(registry=seen)

SHARED_DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"


class _Looked(Collector):
    def __init__(self, figures: Callable[[], Iterable[Metric]]) -> None:
        self._figures = figures

    def describe(self) -> Iterable[Metric]:
        return []  # else they are looked up already when the process starts

    def collect(self) -> Iterable[Metric]:
        try:
            return list(self._figures())
        except DatabaseError as error:  # of Redis too: the rest is needed all the more
            log.warning("figures left out: %s", error)
            return []


def look_up(figures: Callable[[], Iterable[Metric]]) -> None:
    """Have the text contain what `figures` finds then; nothing of it while what it asks is away."""
    seen.register(_Looked(figures))


def text() -> bytes:
    """All figures in Prometheus' own format."""
    return generate_latest(_shared() if SHARED_DIRECTORY in os.environ else counted) + generate_latest(seen)


def _shared() -> CollectorRegistry:
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return registry
