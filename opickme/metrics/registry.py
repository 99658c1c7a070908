"""Where this process counts, and how what it counted becomes text.

A process alone on its port counts in memory and is scraped alone. Processes that share a port (gunicorn's) share
a directory, PROMETHEUS_MULTIPROC_DIR: whichever of them is asked answers with the sum of all.
"""

import os

from prometheus_client import (
    CollectorRegistry,
    GCCollector,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

disable_created_metrics()  # a line beside each counter that nobody asks for
counted = CollectorRegistry()
"""What this process counts."""
seen = CollectorRegistry()
"""What is looked up when it is asked for."""
ProcessCollector(registry=seen)
GCCollector(registry=seen)

SHARED_DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"


def look_up(figures: Collector) -> None:
    """Have the text contain what `figures` finds then."""
    seen.register(figures)


def text() -> bytes:
    """All figures in Prometheus' own format."""
    return generate_latest(_shared() if SHARED_DIRECTORY in os.environ else counted) + generate_latest(seen)


def _shared() -> CollectorRegistry:
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return registry
