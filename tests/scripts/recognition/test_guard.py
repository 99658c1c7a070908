import numpy as np
import pytest

from scripts.recognition import guard
from scripts.recognition.base import Word
from tests.scripts.recognition.sounds import RATE, noise, partials, read_text, silence


def words(text: str, *, start: float = 0.0, each: float = 0.4, confidence: float | None = 0.9) -> tuple[Word, ...]:
    """The words of `text`, one after the other."""
    return tuple(
        Word(word, start + number * each, start + (number + 1) * each, confidence)
        for number, word in enumerate(text.split())
    )


def said(found: tuple[Word, ...] | list[Word]) -> str:
    return " ".join(word.text for word in found)


def voice(seconds: float) -> np.ndarray:
    """Sound as loud as a voice everywhere."""
    return partials(seconds, 150, 300, 450, level=0.2)


ANSWER = "I usually go to the park near my house with my dog. It is very quiet there. Thank you."


def test_what_was_spoken_is_untouched() -> None:
    spoken = words(ANSWER)
    assert guard.believable([guard.Piece(spoken)], voice(10)) == spoken


def test_pieces_follow_each_other() -> None:
    pieces = [guard.Piece(words("First I wake up.")), guard.Piece(words("Then I eat.", start=5))]
    assert said(guard.believable(pieces, voice(10))) == "First I wake up. Then I eat."


@pytest.mark.parametrize(
    ("no_speech", "log_probability", "kept"),
    [(0.95, -0.1, False), (0.7, -1.3, False), (0.7, -0.3, True), (0.5, -1.3, True), (0.0, 0.0, True)],
)
def test_a_piece_in_which_nobody_speaks_is_dropped(no_speech: float, log_probability: float, kept: bool) -> None:
    piece = guard.Piece(words("I am going to take a look."), no_speech, log_probability)
    assert bool(guard.believable([piece], voice(10))) is kept


def test_words_after_the_end_are_cut_and_times_stay_within() -> None:
    late = [Word("Well,", -0.1, 0.4, 0.9), Word("yes", 1.8, 2.6, 0.9), Word("goodbye", 2.1, 2.9, 0.9)]
    found = guard.believable([guard.Piece(tuple(late))], voice(2))
    assert [(word.text, word.start, word.end) for word in found] == [("Well,", 0.0, 0.4), ("yes", 1.8, 2.0)]


def test_punctuation_alone_is_no_word() -> None:
    assert guard.believable([guard.Piece(words(". . ... !"))], voice(10)) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("okay, " * 40, "okay,"),
        ("I like it. " + "I don't know " * 12, "I like it. I don't know"),
        ("So I went " + "and then I went home " * 5 + "at last.", "So I went and then I went home at last."),
        ("no " * 7, "no " * 7),
        ("I I I think think it is is good", "I I I think think it is is good"),
        ("I want to I want to I want to go", "I want to I want to I want to go"),
        ("very very very very very nice", "very very very very very nice"),
    ],
)
def test_a_broken_record_is_said_once_but_a_learner_may_repeat_himself(text: str, expected: str) -> None:
    found = guard.without_stammer(words(text, each=0.1))
    assert said(found) == expected.strip()


def test_a_stammer_that_varies_is_dropped_whole() -> None:
    """Nothing repeats word for word in a row, yet the text says nothing."""
    varied = " ".join(f"take a look at how to take a look {'and so' if i % 2 else 'then now'}" for i in range(20))
    assert guard.stammers(words(varied))
    assert guard.believable([guard.Piece(words(varied, each=0.05))], voice(20)) == ()


def test_plain_speech_is_no_stammer() -> None:
    assert not guard.stammers(words(read_text("1027")))
    assert not guard.stammers(())


@pytest.mark.parametrize("ending", ["Thank you for watching.", "See you in the next video.", "And so we went home."])
def test_an_ending_without_any_sound_is_cut(ending: str) -> None:
    pcm = np.concatenate([voice(4), silence(6)])
    pieces = [guard.Piece((*words("I like my house a lot."), *words(ending, start=6)))]
    assert said(guard.believable(pieces, pcm)) == "I like my house a lot."


def test_an_ending_in_faint_noise_is_cut() -> None:
    pcm = np.concatenate([voice(4), noise(6, decibels=-60)])
    pieces = [guard.Piece((*words("I like my house a lot."), *words("Thank you.", start=6)))]
    assert said(guard.believable(pieces, pcm)) == "I like my house a lot."


def test_an_ending_that_is_spoken_softly_stays() -> None:
    pcm = np.concatenate([voice(4), voice(4) * 0.05])
    pieces = [guard.Piece((*words("I like my house a lot."), *words("Thank you.", start=5)))]
    assert said(guard.believable(pieces, pcm)) == "I like my house a lot. Thank you."


def test_the_ending_of_a_film_is_cut_only_when_nobody_is_sure_of_it() -> None:
    body = words("I like my house a lot.")
    for confidence, kept in ((0.2, False), (0.8, True), (None, True)):
        ending = words("Thanks for watching!", start=4, confidence=confidence)
        found = guard.believable([guard.Piece((*body, *ending))], voice(10))
        assert said(found).endswith("watching!") is kept


def test_an_unsure_but_ordinary_ending_stays() -> None:
    unsure = words("My dog is called Bori.", confidence=0.1)
    assert guard.believable([guard.Piece(unsure)], voice(10)) == unsure


@pytest.mark.parametrize("text", ["You", "Thank you.", "Bye. Bye bye."])
def test_a_lone_invention_leaves_nothing(text: str) -> None:
    assert guard.believable([guard.Piece(words(text, confidence=0.1))], silence(10)) == ()
    if "." not in text[:-1]:
        assert guard.believable([guard.Piece(words(text, confidence=0.1))], voice(10)) == ()


def test_nothing_heard_is_nothing_believed() -> None:
    assert guard.believable([], silence(1)) == ()
    assert guard.believable([guard.Piece(())], np.zeros(0, np.float32)) == ()


def test_a_word_at_the_last_sample_is_measured() -> None:
    pcm = voice(1)
    spoken = (Word("yes", 0.2, 0.5, 0.9), Word("sir", (len(pcm) - 1) / RATE, 5.0, 0.9))
    assert len(guard.believable([guard.Piece(spoken)], pcm)) == 2
