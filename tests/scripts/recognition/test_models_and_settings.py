"""Which model the default engine loads, and which engine the settings choose."""

import hashlib
import importlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from scripts.recognition import get_recognizer, weights
from scripts.recognition.base import RecognitionError
from scripts.recognition.local import LocalRecognizer
from tests.scripts.recognition.sounds import noise

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
