"""Numbers on what is published, so that a listener notices what it has missed."""

from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

Frame = dict[str, Any]

REMEMBERED_TOPICS = 20_000
TOPICS_PER_REPORT = 200
TRANSIT_SECONDS = 0.05
"""What an age may have grown on its way."""


class Sent:
    """What this process has published. Times are seconds of a monotonic clock, on the wire they are ages."""

    def __init__(self, publisher: str) -> None:
        self._publisher = publisher
        self._count = 0
        self._last: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def stamp(self, topic: str, now: float) -> Frame:
        """Return what goes with an event: its number, and the number and age of the one before it on its topic."""
        self._count += 1
        before, at = self._last.pop(topic, (0, now))
        self._last[topic] = (self._count, now)
        if len(self._last) > REMEMBERED_TOPICS:
            self._last.popitem(last=False)
        return {"from": self._publisher, "topic": topic, "n": self._count, "before": before, "age": now - at}

    def reports(self, since: float, now: float) -> Iterator[Frame]:
        """Yield frames that tell the last number of every topic published on after `since`."""
        latest: dict[str, tuple[int, float]] = {}
        for topic, (n, at) in reversed(self._last.items()):
            if at <= since:
                break
            latest[topic] = (n, now - at)
            if len(latest) == TOPICS_PER_REPORT:
                yield {"from": self._publisher, "latest": latest}
                latest = {}
        if latest:
            yield {"from": self._publisher, "latest": latest}


class Heard:
    """What was heard of each publisher on the topics that this process follows."""

    def __init__(self) -> None:
        self._topics: dict[str, tuple[float, dict[str, int]]] = {}

    def join(self, topic: str, now: float) -> None:
        self._topics[topic] = (now, {})

    def leave(self, topic: str) -> None:
        self._topics.pop(topic, None)

    def note(self, topic: str, publisher: str, n: int) -> None:
        """Event `n` has arrived."""
        self._topics[topic][1][publisher] = n

    def misses(self, topic: str, publisher: str, n: int, age: float, now: float) -> bool:
        """Whether event `n`, published `age` seconds ago, should have arrived and has not. Tells it once."""
        if n == 0:
            return False
        joined, last = self._topics[topic]
        heard = last.get(publisher)
        missed = now - joined > age + TRANSIT_SECONDS if heard is None else heard < n
        if missed:
            last[publisher] = n
        return missed
