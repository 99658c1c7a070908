"""Which words keep their place in the recording."""

import random
from itertools import pairwise

import pytest

from scripts.services.alignment import MOST_CHANGES, common, realign
from tests.scripts.making import timed


def longest(a: list[str], b: list[str]) -> int:
    """Length of a longest common subsequence, by the plain table."""
    row = [0] * (len(b) + 1)
    for x in a:
        corner = 0
        for j, y in enumerate(b, 1):
            corner, row[j] = row[j], corner + 1 if x == y else max(row[j], row[j - 1])
    return row[-1]


@pytest.mark.parametrize("seed", range(60))
def test_as_many_words_are_kept_as_can_be(seed: int) -> None:
    chance = random.Random(seed)
    a, b = ([chance.choice("abcd") for _ in range(chance.randrange(30))] for _ in range(2))
    pairs = list(common(a, b))
    assert len(pairs) == longest(a, b)
    assert all(a[i] == b[j] for i, j in pairs)
    assert all(i < k and j < m for (i, j), (k, m) in pairwise(pairs))


def test_a_corrected_word_loses_its_place_and_its_neighbours_do_not() -> None:
    words = timed(["I", "go", "to", "park", "every", "days"])
    aligned = realign(words, "I go to the park every day.")
    assert [word["text"] for word in aligned] == ["I", "go", "to", "the", "park", "every", "day."]
    assert [word["start"] for word in aligned] == [0.0, 0.5, 1.0, None, 1.5, 2.0, None]
    assert aligned[3] == {"text": "the", "start": None, "end": None, "confidence": None}


def test_case_and_punctuation_are_no_other_word() -> None:
    aligned = realign(timed(["yes", "i", "like", "it"]), "“Yes”, I like... it!")
    assert [word["start"] for word in aligned] == [0.0, 0.5, 1.0, 1.5]
    assert aligned[0]["text"] == "“Yes”,"


def test_punctuation_that_stands_alone_is_a_word_of_its_own() -> None:
    aligned = realign(timed(["yes", "no"]), "yes – no")
    assert [word["start"] for word in aligned] == [0.0, None, 0.5]


@pytest.mark.parametrize(("words", "text"), [([], "new words"), (["gone"], "all new")])
def test_with_nothing_in_common_all_is_typed(words: list[str], text: str) -> None:
    aligned = realign(timed(words), text)
    assert [word["text"] for word in aligned] == text.split()
    assert {(word["start"], word["end"], word["confidence"]) for word in aligned} == {(None, None, None)}


def test_a_text_made_to_be_slow_keeps_its_edges() -> None:
    """Ten thousand words that all look alike, shuffled: more differences than are looked for."""
    chance = random.Random(1)
    a, b = ([chance.choice("ab") for _ in range(6000)] for _ in range(2))
    a[:3] = b[:3] = ["one", "two", "three"]
    a[-1] = b[-1] = "last"
    pairs = list(common(a, b))
    assert pairs[:3] == [(0, 0), (1, 1), (2, 2)]
    assert pairs[-1] == (5999, 5999)
    assert len(pairs) < MOST_CHANGES
