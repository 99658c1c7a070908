"""Bounds on what one socket, one person and one address may take."""

from collections import Counter
from collections.abc import Hashable


class Slots:
    """How many of each kind are in use in this process."""

    def __init__(self) -> None:
        self._used: Counter[Hashable] = Counter()

    def take(self, key: Hashable, limit: int) -> bool:
        """Take one of `limit`; false when all are in use."""
        if self._used[key] >= limit:
            return False
        self._used[key] += 1
        return True

    def free(self, key: Hashable) -> None:
        self._used[key] -= 1
        if self._used[key] <= 0:
            del self._used[key]

    def total(self) -> int:
        return self._used.total()


class Bucket:
    """A token bucket: `rate` frames a second, `burst` at once."""

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self._rate = rate
        self._burst = self._left = burst
        self._at = now

    def take(self, now: float) -> bool:
        """Take one; false when it is empty."""
        self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
