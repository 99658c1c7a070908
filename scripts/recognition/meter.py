"""What engines did that is paid for or watched: counted in this process until somebody takes it.

Engines know nothing of the database, and a worker has no port to be asked at.
"""

import threading
from collections import defaultdict

Counts = dict[tuple[str, str], float]
"""(name, label) to how much."""

BILLED_SECONDS = "stt_billed_seconds"  # label: engine
FALLBACKS = "stt_fallbacks"  # label: reason
RECOGNITIONS = "recognitions"  # label: state in which they ended
RECOGNISED_SECONDS = "recognised_audio_seconds"  # label: engine

_lock = threading.Lock()
_counts: Counts = defaultdict(float)


def count(name: str, label: str, amount: float = 1) -> None:
    """Note that `amount` more of `name` came about."""
    add({(name, label): amount})


def add(counts: Counts) -> None:
    with _lock:
        for key, amount in counts.items():
            _counts[key] += amount


def take() -> Counts:
    """Return what was counted since the last time, which is forgotten here."""
    with _lock:
        taken = dict(_counts)
        _counts.clear()
    return taken
