"""What a watcher is told that workers have counted: they have no port to be asked at."""

from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, Metric

from scripts.recognition import meter
from scripts.services import tallies

SUMS = (
    (meter.BILLED_SECONDS, "Seconds of speech that the owner of an engine bills.", "engine"),
    (tallies.COST, "What they cost, by GOOGLE_SPEECH_PRICE_PER_MINUTE at the time.", "engine"),
    (meter.FALLBACKS, "Answers that the fallback heard.", "reason"),
    (meter.RECOGNITIONS, "Recognitions that ended, by how.", "state"),
    (meter.RECOGNISED_SECONDS, "Length of the answers written down.", "engine"),
)


def sums() -> Iterator[Metric]:
    """The sums of all workers, whichever process is asked."""
    for name, text, label in SUMS:
        total = CounterMetricFamily(f"opickme_{name}", text, labels=[label])
        for value, amount in tallies.values(name).items():
            total.add_metric([value], amount)
        yield total
