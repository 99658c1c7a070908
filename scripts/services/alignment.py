"""Which words of a recording an edited text has kept."""

import re
from array import array
from collections.abc import Iterator
from typing import Any

Word = dict[str, Any]
Pair = tuple[int, int]

MOST_CHANGES = 600
"""Differences looked for, a bound on time: with more of them only the common start and end are kept."""


def realign(words: list[Word], text: str) -> list[Word]:
    """Carry the timings of `words` over to `text`: what was left as it was keeps its place in the recording.

    Words that the learner typed stand between those with null times and no confidence.
    """
    typed = text.split()
    aligned: list[Word] = [{"text": word, "start": None, "end": None, "confidence": None} for word in typed]
    for old, new in common([_bare(word["text"]) for word in words], [_bare(word) for word in typed]):
        aligned[new] = {**words[old], "text": typed[new]}
    return aligned


def common(a: list[str], b: list[str]) -> Iterator[Pair]:
    """Yield the index pairs of a longest common subsequence of `a` and `b`, in order."""
    shorter = min(len(a), len(b))
    head = next((i for i in range(shorter) if a[i] != b[i]), shorter)
    tail = next((i for i in range(shorter - head) if a[-1 - i] != b[-1 - i]), shorter - head)
    yield from ((i, i) for i in range(head))
    middle = _middle(a[head : len(a) - tail], b[head : len(b) - tail])
    yield from ((head + i, head + j) for i, j in middle)
    yield from ((len(a) - i, len(b) - i) for i in range(tail, 0, -1))


def _middle(a: list[str], b: list[str]) -> list[Pair]:
    """The greedy algorithm of Myers, "An O(ND) Difference Algorithm" (Algorithmica 1, 1986), with a bound on D.

    Diagonal k holds the points (x, x - k); `reach[k]` is the furthest x on it after d differences.
    """
    reach = {1: 0}
    history: list[array[int]] = []
    for d in range(min(len(a) + len(b), MOST_CHANGES) + 1):
        for k in range(-d, d + 1, 2):
            down = k == -d or (k != d and reach[k - 1] < reach[k + 1])
            x = reach[k + 1] if down else reach[k - 1] + 1
            while x < len(a) and x - k < len(b) and a[x] == b[x - k]:
                x += 1
            reach[k] = x
            if x >= len(a) and x - k >= len(b):
                return _walk_back(history, x, x - k)
        history.append(array("I", [reach[k] for k in range(-d, d + 1, 2)]))
    return []


def _walk_back(history: list["array[int]"], x: int, y: int) -> list[Pair]:
    """Follow the path from its end to its start; its diagonal steps are the common words."""
    pairs: list[Pair] = []
    for d in range(len(history), 0, -1):
        k, reach = x - y, history[d - 1]
        left, right = (k + d - 2) // 2, (k + d) // 2  # where diagonals k - 1 and k + 1 stand in `reach`
        down = k == -d or (k != d and reach[left] < reach[right])
        before = reach[right] if down else reach[left]
        start = before if down else before + 1
        pairs += ((i, i - k) for i in range(x - 1, start - 1, -1))
        x, y = before, before - (k + 1 if down else k - 1)
    pairs += ((i, i) for i in range(x - 1, -1, -1))
    return pairs[::-1]


def _bare(word: str) -> str:
    """The word without punctuation and case, in which a correction of it does not count."""
    return re.sub(r"\W", "", word).casefold() or word
