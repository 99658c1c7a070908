"""How alike two questions are: Jaccard index of their three-word sequences (shingles).

Source of the measure: A. Broder, On the resemblance and containment of documents (1997).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations

NEAR_DUPLICATE = 0.25
"""From this part of common three-word sequences on, two questions are near-duplicates."""

STOCK_PHRASE = 200
"""A sequence that stands in more texts than this says nothing about two of them ("ask me three or")."""

Shingles = frozenset[tuple[str, ...]]


def shingles(text: str) -> Shingles:
    """Return the sequences of three words of a text."""
    words = re.findall(r"[a-z']+", text.lower())
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def similarity(a: Shingles, b: Shingles) -> float:
    """Return the part of their sequences that both have, 0 to 1."""
    common = len(a & b)
    return common / (len(a) + len(b) - common) if common else 0.0


def near_duplicates(texts: Mapping[int, str]) -> list[tuple[int, int]]:
    """Return the pairs of keys whose texts are nearly the same.

    Only texts that share a sequence are compared, so the work grows with what they share, not with all pairs.
    """
    sets = {key: shingles(text) for key, text in texts.items()}
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for key, own in sets.items():
        for shingle in own:
            places[shingle].append(key)
    pairs: Counter[tuple[int, int]] = Counter()
    for keys in places.values():
        if len(keys) <= STOCK_PHRASE:
            pairs.update(combinations(keys, 2))
    return sorted(pair for pair in pairs if similarity(sets[pair[0]], sets[pair[1]]) >= NEAR_DUPLICATE)


def most_alike(text: str, others: Iterable[tuple[int, str]], *, limit: int = 5) -> list[tuple[int, float]]:
    """Return the keys of the other texts that are near-duplicates of `text` with their similarity, most alike first."""
    own = shingles(text)
    scored = ((key, similarity(own, shingles(other))) for key, other in others) if own else ()
    found = [(key, score) for key, score in scored if score >= NEAR_DUPLICATE]
    return sorted(found, key=lambda pair: -pair[1])[:limit]
