import numpy as np
import pytest

from scripts.recognition.loudness import is_silent, raised, split_at_pauses
from tests.scripts.recognition.sounds import RATE, noise, partials, silence


def test_a_muted_microphone_is_silent_and_a_whisper_is_not() -> None:
    assert is_silent(silence(1))
    assert is_silent(np.zeros(0, np.float32))
    assert is_silent(np.full(RATE, 1 / 32768, np.float32))
    assert not is_silent(partials(1, 200, level=0.003))


def test_quiet_sound_is_raised_and_loud_sound_is_left_alone() -> None:
    quiet = partials(2, 200, level=0.01)
    assert np.abs(raised(quiet)).max() == pytest.approx(0.5, rel=0.01)
    loud = partials(2, 200, level=0.9)
    assert raised(loud) is loud
    assert not raised(silence(1)).any()


def test_a_click_does_not_hide_a_quiet_voice() -> None:
    quiet = partials(2, 200, level=0.01)
    quiet[1000:1010] = 1.0
    louder = raised(quiet)
    assert np.abs(louder[RATE:]).max() == pytest.approx(0.5, rel=0.01)
    assert np.abs(louder).max() == 1.0


def test_a_short_answer_is_one_piece() -> None:
    sound = noise(55, decibels=-20)
    [(start, piece)] = split_at_pauses(sound, longest=55)
    assert start == 0.0
    assert len(piece) == len(sound)


def test_a_long_answer_is_cut_at_its_pauses_and_nothing_is_lost() -> None:
    sound = noise(150, decibels=-20)
    for pause in (30, 45, 70, 88, 130):
        sound[pause * RATE : int((pause + 0.4) * RATE)] = 0
    pieces = split_at_pauses(sound, longest=55)
    assert [round(start) for start, _ in pieces] == [0, 45, 88, 130]
    assert all(len(piece) <= 55 * RATE for _, piece in pieces)
    assert np.array_equal(np.concatenate([piece for _, piece in pieces]), sound)
    assert all(not piece[:100].any() for _, piece in pieces[1:])
