"""The default engine with its real model, on real answers and on sound without any."""

import hashlib
import importlib
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import jiwer
import numpy as np
import pytest
from django.core.exceptions import ImproperlyConfigured
from whisper_normalizer.english import EnglishTextNormalizer

from scripts.recognition import get_recognizer, weights
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
    spoken = answer("1027")[: 20 * RATE]
    alone = texts(recognizer.recognize(spoken))
    followed = recognizer.recognize(np.concatenate([spoken, tail]))
    assert jiwer.wer(" ".join(alone), " ".join(texts(followed))) <= 2 / len(alone)
    assert len(texts(followed)) <= len(alone)
    assert followed.words[-1].end < 20.5


def test_a_very_quiet_answer_is_heard_as_well(recognizer: LocalRecognizer) -> None:
    spoken = answer("1027")[: 20 * RATE]
    loud, quiet = (texts(recognizer.recognize(spoken * level)) for level in (1.0, 0.01))
    assert jiwer.wer(" ".join(loud), " ".join(quiet)) < 0.1


def test_twice_the_same_and_at_once_the_same(recognizer: LocalRecognizer) -> None:
    takes = [answer(name)[: 12 * RATE] for name in ("1027", "0813", "1012", "0036")]
    alone = [recognizer.recognize(take) for take in takes]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(recognizer.recognize, takes)) == alone


def test_two_learners_at_first_use_load_one_model() -> None:
    engine = LocalRecognizer(model="tiny.en", beam_size=1, threads=1)
    with ThreadPoolExecutor(3) as pool:
        models = list(pool.map(lambda _: engine._loaded(), range(3)))
    assert models[0] is models[1] is models[2]


OFFLINE = """
import socket, sys
def refuse(*args, **kwargs):
    sys.exit("the network was asked for " + repr(args))
socket.socket.connect = socket.getaddrinfo = refuse
import django
django.setup()
from scripts.recognition import get_recognizer
get_recognizer().warm()
print(get_recognizer().name)
"""


def test_the_bundled_model_never_asks_the_network(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=Path(__file__).parents[3],
        env={"DJANGO_SETTINGS_MODULE": "tests.settings", "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )
    assert (done.returncode, done.stdout.strip()) == (0, "whisper-tiny.en"), done.stderr
    assert not list(tmp_path.rglob("huggingface"))


def test_a_model_that_was_changed_is_not_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = weights.BUNDLES["tiny.en"]
    monkeypatch.setitem(weights.BUNDLES, "tiny.en", weights.Bundle(honest.parts, "0" * 64))
    with pytest.raises(RecognitionError) as refused:
        LocalRecognizer(model="tiny.en", beam_size=5, threads=1).warm()
    assert refused.value.code == "engine_unavailable"


def test_a_model_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    for model in (str(tmp_path), str(tmp_path / "missing" / "model")):
        with pytest.raises(RecognitionError) as refused:
            LocalRecognizer(model=model, beam_size=5, threads=1).recognize(noise(1, decibels=-20))
        assert refused.value.code == "engine_unavailable"
        assert refused.value.retryable


def test_a_path_may_name_the_model() -> None:
    path = weights.locate("tiny.en")
    assert weights.locate(path) == path
    assert LocalRecognizer(model=path, beam_size=1, threads=1)._loaded() is not None


def test_a_model_in_two_halves_is_joined_once(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two packages of data, each with a half, like those of Whisper base."""
    settings.DATA_DIR = tmp_path / "data"
    for number, half in ((1, b"first half, "), (2, b"second half")):
        package = tmp_path / f"half{number}" / "data"
        package.mkdir(parents=True)
        (package.parent / "__init__.py").touch()
        (package / f"model.bin.part{number}").write_bytes(half)
        for name in weights.OTHER_FILES:
            (package / name).write_text("{}")
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.invalidate_caches()
    parts = (("half1", "data/model.bin.part1"), ("half2", "data/model.bin.part2"))
    whole = hashlib.sha256(b"first half, second half").hexdigest()
    monkeypatch.setitem(weights.BUNDLES, "halves", weights.Bundle(parts, whole))
    with ThreadPoolExecutor(4) as pool:
        places = set(pool.map(lambda _: weights.locate("halves"), range(4)))
    assert places == {str(tmp_path / "data" / "models" / "halves")}
    assert sorted(path.name for path in Path(places.pop()).iterdir()) == sorted(("model.bin", *weights.OTHER_FILES))
    assert [path.name for path in (tmp_path / "data" / "models").iterdir()] == ["halves"]

    monkeypatch.setitem(weights.BUNDLES, "halves", weights.Bundle(parts, "0" * 64))
    with pytest.raises(RecognitionError, match="is not the model"):
        weights.locate("halves")


def test_a_bundle_that_is_not_installed_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = weights.Bundle((("no_such_voice", "data/model.bin"),), "0" * 64)
    monkeypatch.setitem(weights.BUNDLES, "elsewhere", bundle)
    with pytest.raises(RecognitionError, match="no-such-voice is not installed"):
        weights.locate("elsewhere")


@pytest.mark.usefixtures("fresh_choice")
def test_the_settings_choose_the_engine(settings: Any) -> None:
    settings.STT_ENGINE, settings.STT_MODEL = "local", "tiny.en"
    assert get_recognizer().name == "whisper-tiny.en"
    assert get_recognizer() is get_recognizer()


@pytest.mark.usefixtures("fresh_choice")
def test_an_engine_that_nobody_knows_is_a_mistake_in_the_settings(settings: Any) -> None:
    settings.STT_ENGINE = "parrot"
    with pytest.raises(ImproperlyConfigured, match="known are local, google"):
        get_recognizer()
