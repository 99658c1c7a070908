"""The default engine with its real model, on real answers and on sound without any."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import jiwer
import numpy as np
import pytest
from whisper_normalizer.english import EnglishTextNormalizer

from scripts.recognition.base import RecognitionError, Transcript
from scripts.recognition.local import LocalRecognizer
from tests.scripts.recognition.sounds import NOBODY, RATE, answer, noise, partials, read_text, silence

plain = EnglishTextNormalizer()


@pytest.fixture(scope="module")
def recognizer() -> LocalRecognizer:
    engine = LocalRecognizer(model="tiny.en", beam_size=5, threads=2)
    engine.warm()
    return engine


@pytest.fixture(scope="module")
def whole(recognizer: LocalRecognizer) -> Transcript:
    return recognizer.recognize(answer("1027"))


def texts(transcript: Transcript) -> list[str]:
    return plain(transcript.text).split()


def test_a_real_answer_is_written_down(whole: Transcript) -> None:
    assert jiwer.wer(plain(read_text("1027")), plain(whole.text)) < 0.1
    assert whole.engine == "whisper-tiny.en"
    assert whole.language == "en"


def test_every_word_has_its_time_and_confidence(whole: Transcript) -> None:
    assert " ".join(word.text for word in whole.words) == whole.text
    starts = [word.start for word in whole.words]
    assert starts == sorted(starts)
    assert all(0 <= word.start <= word.end <= 68.1 for word in whole.words)
    assert all(word.confidence is not None and 0 <= word.confidence <= 1 for word in whole.words)


def test_the_times_of_words_lie_on_their_sound(recognizer: LocalRecognizer) -> None:
    """The same sentence, five seconds later, is five seconds later."""
    sentence = answer("1027")[: 8 * RATE]
    first = recognizer.recognize(sentence)
    later = recognizer.recognize(np.concatenate([silence(5), sentence]))
    shared = {word.text: word.start for word in first.words if [w.text for w in first.words].count(word.text) == 1}
    moved = [word.start - shared[word.text] for word in later.words if word.text in shared]
    assert len(moved) > 5
    assert np.median(moved) == pytest.approx(5, abs=0.15)


@pytest.mark.parametrize("make", NOBODY.values(), ids=NOBODY.keys())
def test_where_nobody_speaks_nothing_is_invented(
    recognizer: LocalRecognizer, make: Callable[[float], np.ndarray]
) -> None:
    with pytest.raises(RecognitionError) as found:
        recognizer.recognize(make(20))
    assert found.value.code == "no_speech"
    assert not found.value.retryable


@pytest.mark.parametrize("length", [0, 1, 100, 1600])
def test_next_to_no_sound_is_no_speech(recognizer: LocalRecognizer, length: int) -> None:
    with pytest.raises(RecognitionError, match="no_speech"):
        recognizer.recognize(noise(1, decibels=-20)[:length])


TAILS = {
    "silence": silence(20),
    "noise": noise(20, decibels=-50),
    "hum": partials(20, 60, 120, 180, level=0.02),
}


@pytest.mark.parametrize("tail", TAILS.values(), ids=TAILS.keys())
def test_what_follows_the_answer_adds_no_words(recognizer: LocalRecognizer, tail: np.ndarray) -> None:
    spoken = answer("1027")[: int(9.6 * RATE)]  # three sentences
    alone = texts(recognizer.recognize(spoken))
    followed = recognizer.recognize(np.concatenate([spoken, tail]))
    assert jiwer.wer(" ".join(alone), " ".join(texts(followed))) <= 2 / len(alone)
    assert len(texts(followed)) <= len(alone)
    assert followed.words[-1].end < 10


def test_a_very_quiet_answer_is_heard_as_well(recognizer: LocalRecognizer) -> None:
    spoken = answer("1027")[: 12 * RATE]
    loud, quiet = (texts(recognizer.recognize(spoken * level)) for level in (1.0, 0.01))
    assert jiwer.wer(" ".join(loud), " ".join(quiet)) < 0.1


def test_twice_the_same_and_at_once_the_same(recognizer: LocalRecognizer) -> None:
    takes = [answer(name)[: 8 * RATE] for name in ("1027", "0813", "1012")]
    alone = [recognizer.recognize(take) for take in takes]
    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(recognizer.recognize, takes)) == alone


def test_two_learners_at_first_use_load_one_model() -> None:
    engine = LocalRecognizer(model="tiny.en", beam_size=1, threads=1)
    with ThreadPoolExecutor(3) as pool:
        models = list(pool.map(lambda _: engine._loaded(), range(3)))
    assert models[0] is models[1] is models[2]
