"""What changed, word by word."""

import random
from itertools import pairwise

import pytest

from feedback.changes import Run, changes

MARKS = {"equal": "{}", "delete": "[-{}-]", "insert": "[+{}+]"}


def drawn(original: str, corrected: str) -> str:
    return "".join(MARKS[run.kind].format(run.text) for run in changes(original, corrected))


@pytest.mark.parametrize(
    ("original", "corrected", "shown"),
    [
        ("I go home", "I went home", "I [-go-][+went+] home"),
        ("I go to park.", "I go to the park.", "I go to [+the +]park."),
        ("I really really like it", "I really like it", "I really [-really -]like it"),
        ("It is fun", "It is fun!", "It is fun[+!+]"),
        ("i like it", "I like it", "[-i-][+I+] like it"),
        ("She don't go", "She doesn't go", "She [-don't-][+doesn't+] go"),
        ("I don't know", "I don’t know", "I don’t know"),
        ("one\n\ntwo", "one\n\nthree", "one\n\n[-two-][+three+]"),
        ("one two", "one\ntwo", "one[+\n+]two"),
        ("나는 집에 갔다", "나는 학교에 갔다", "나는 [-집에-][+학교에+] 갔다"),
        ("same words", "same words", "same words"),
        ("", "new", "[+new+]"),
        ("old", "", "[-old-]"),
        ("", "", ""),
    ],
)
def test_each_change_is_shown_where_it_is(original: str, corrected: str, shown: str) -> None:
    assert drawn(original, corrected) == shown


def test_a_word_the_same_by_chance_does_not_cut_a_rewritten_passage() -> None:
    original = "I am the very happy man in world because the weather is nice"
    corrected = "Honestly, I feel like the happiest person alive whenever the weather is nice"
    shown = drawn(original, corrected)
    assert shown.endswith("because-][+feel like the happiest person alive whenever+] the weather is nice")


def test_small_corrections_next_to_each_other_stay_apart() -> None:
    assert drawn("I go to park yesterday", "I went to the park yesterday") == (
        "I [-go-][+went+] to [+the +]park yesterday"
    )


def test_a_paragraph_is_never_swallowed() -> None:
    shown = drawn("one two three four\nfive six seven eight", "a b c d\ne f g h")
    assert shown == "[-one two three four-][+a b c d+]\n[-five six seven eight-][+e f g h+]"


def test_the_correction_can_be_read_off_and_so_can_the_original() -> None:
    chance = random.Random(7)
    words = ["go", "went", "the", "a", "park", "it's", "nice", ".", ",", "집에", "\n"]
    for _ in range(300):
        old, new = ([chance.choice(words) for _ in range(chance.randrange(30))] for _ in range(2))
        original, corrected = " ".join(old), " ".join(new)
        runs = changes(original, corrected)
        assert "".join(run.text for run in runs if run.kind != "delete").split() == corrected.split()
        assert "".join("".join(run.text for run in runs if run.kind != "insert").split()) == "".join(original.split())
        assert all(one.kind != two.kind for one, two in pairwise(runs))


def test_a_page_marks_words_and_not_the_space_behind_them() -> None:
    one, two = Run("delete", "very \nold  "), Run("insert", "new\n")
    assert [(run.marked, run.space) for run in (one, two)] == [("very ¶ old", "  "), ("new¶\n", "")]


def test_texts_too_long_to_compare_are_shown_whole() -> None:
    runs = changes("a." * 10_000, "b." * 20_000)
    assert [run.kind for run in runs] == ["delete", "insert"]
