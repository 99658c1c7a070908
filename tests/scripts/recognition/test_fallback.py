"""The second engine hears what the first one could not, and the script says so."""

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import grpc
import numpy as np
import pytest

from scripts.recognition import get_recognizer, meter
from scripts.recognition.base import RecognitionError, Recognizer
from scripts.recognition.fallback import WithFallback
from scripts.recognition.google import GoogleRecognizer
from scripts.recognition.local import LocalRecognizer
from tests.e2e.site import ROOT
from tests.scripts.recognition.google_server import Fault, GoogleServer, results
from tests.scripts.recognition.sounds import RATE, answer, silence
from tests.scripts.recognition.voices import PARK

Make = Callable[..., WithFallback]
HEARD = "whisper-tiny.en for google"


@pytest.fixture(scope="module")
def local() -> LocalRecognizer:
    return LocalRecognizer(model="tiny.en", beam_size=1, threads=2)


@pytest.fixture
def engine(server: GoogleServer, local: LocalRecognizer) -> Make:
    meter.take()

    def make(*answers: Any, rest: float = 60, second: Recognizer = local) -> WithFallback:
        server.answers = list(answers)
        google = GoogleRecognizer(language="en-US", endpoint=server.address, budget_seconds=1)
        return WithFallback(google, lambda: second, rest=rest)

    return make


@pytest.fixture
def speech() -> np.ndarray:
    return answer("0036")[: 6 * RATE]


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (grpc.StatusCode.RESOURCE_EXHAUSTED, "quota"),
        (grpc.StatusCode.UNAVAILABLE, "engine_unavailable"),
        (grpc.StatusCode.PERMISSION_DENIED, "engine_refused"),
        (grpc.StatusCode.INVALID_ARGUMENT, "engine_failed"),
    ],
)
def test_the_learner_has_words_and_the_script_says_whose(
    engine: Make, speech: np.ndarray, status: grpc.StatusCode, code: str
) -> None:
    transcript = engine(Fault(status)).recognize(speech)
    assert len(transcript.text.split()) > 5
    assert transcript.engine == f"{HEARD} ({code})"
    assert len(transcript.engine) <= 60, "the column's width"
    assert meter.take() == {(meter.FALLBACKS, code): 1}


def test_an_engine_that_failed_is_left_alone_for_a_while(
    server: GoogleServer, engine: Make, speech: np.ndarray
) -> None:
    recognizer = engine(Fault(grpc.StatusCode.PERMISSION_DENIED), results(PARK))
    for _ in range(2):
        assert recognizer.recognize(speech).engine == f"{HEARD} (engine_refused)"
    assert len(server.calls) == 1
    assert meter.take() == {(meter.FALLBACKS, "engine_refused"): 2}


def test_and_then_it_is_asked_again(engine: Make, speech: np.ndarray) -> None:
    recognizer = engine(Fault(grpc.StatusCode.PERMISSION_DENIED), results(PARK), rest=0)
    assert recognizer.recognize(speech).engine == f"{HEARD} (engine_refused)"
    assert recognizer.recognize(speech).engine == "google"


@pytest.mark.parametrize("nothing", [[], results([])], ids=["no results", "no words"])
def test_where_nobody_speaks_no_second_ear_is_asked(engine: Make, speech: np.ndarray, nothing: list[Any]) -> None:
    for sound in (speech, silence(3)):
        with pytest.raises(RecognitionError, match="no_speech"):
            engine(nothing).recognize(sound)
    assert meter.FALLBACKS not in {name for name, _ in meter.take()}


def test_where_both_fail_the_first_ones_reason_counts(engine: Make, speech: np.ndarray) -> None:
    nowhere = LocalRecognizer(model="/nowhere", beam_size=1, threads=1)
    with pytest.raises(RecognitionError) as error:
        engine(Fault(grpc.StatusCode.RESOURCE_EXHAUSTED), second=nowhere).recognize(speech)
    assert (error.value.code, error.value.retryable) == ("quota", True)
    assert meter.take() == {}


LAZY = """
import sys, django
django.setup()
from scripts.recognition import get_recognizer
engine = get_recognizer()
engine.warm()
print(engine.name, "faster_whisper" in sys.modules, engine._failed.code)
"""


def test_wrong_credentials_keep_no_worker_from_its_work_and_load_no_model(tmp_path: Any) -> None:
    env = {"DJANGO_SETTINGS_MODULE": "tests.settings", "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    env |= {"STT_ENGINE": "google", "STT_FALLBACK": "local", "GOOGLE_CREDENTIALS_JSON": "rubbish"}
    done = subprocess.run(
        [sys.executable, "-c", LAZY], cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.stdout.split() == ["google", "False", "engine_refused"], done.stderr
    [line] = done.stderr.strip().splitlines()
    assert "GOOGLE_CREDENTIALS_JSON is not the key of a service account" in line


@pytest.mark.usefixtures("fresh_choice")
def test_the_default_engine_falls_back_on_nothing(settings: Any) -> None:
    settings.STT_FALLBACK = "local"
    assert isinstance(get_recognizer(), LocalRecognizer)
