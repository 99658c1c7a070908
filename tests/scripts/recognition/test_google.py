"""The second engine against a server that speaks Google's protocol."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import grpc
import numpy as np
import pytest

from scripts.recognition import get_recognizer
from scripts.recognition.base import RecognitionError
from scripts.recognition.google import GoogleRecognizer
from tests.scripts.recognition.google_server import Fault, GoogleServer, results
from tests.scripts.recognition.sounds import RATE, silence
from tests.scripts.recognition.voices import DOG, PARK, voice

Make = Callable[..., GoogleRecognizer]


@pytest.fixture
def engine(server: GoogleServer) -> Make:
    def make(*answers: Any, budget_seconds: float = 20) -> GoogleRecognizer:
        server.answers = list(answers)
        return GoogleRecognizer(language="en-US", endpoint=server.address, budget_seconds=budget_seconds)

    return make


def refused(recognizer: GoogleRecognizer, seconds: float = 3) -> RecognitionError:
    with pytest.raises(RecognitionError) as error:
        recognizer.recognize(voice(seconds))
    return error.value


def test_a_short_answer_is_one_question(server: GoogleServer, engine: Make) -> None:
    transcript = engine(results(PARK, DOG)).recognize(voice(3))
    assert transcript.text == "I like the park. My dog too."
    assert [(word.text, word.start, word.end) for word in transcript.words] == [*PARK, *DOG]
    assert all(word.confidence == pytest.approx(0.9) for word in transcript.words)
    assert (transcript.engine, transcript.language) == ("google", "en-US")
    assert server.calls == ["Recognize"]


def test_the_sound_is_sent_as_it_is_described(server: GoogleServer, engine: Make) -> None:
    sound = voice(2) / np.abs(voice(2)).max()
    engine(results(PARK)).recognize(sound)
    [request] = server.asked
    config = request.config
    assert (config.encoding.name, config.sample_rate_hertz, config.language_code) == ("LINEAR16", RATE, "en-US")
    assert config.enable_word_time_offsets
    assert config.enable_word_confidence
    assert config.enable_automatic_punctuation
    sent = np.frombuffer(request.audio.content, "<i2") / 32767
    assert np.abs(sent - sound).max() < 1e-4


def test_confidence_that_was_not_given_is_none(engine: Make) -> None:
    transcript = engine(results(PARK, confidence=0.0)).recognize(voice(3))
    assert {word.confidence for word in transcript.words} == {None}


def test_a_long_answer_is_heard_in_pieces_and_its_times_are_shifted(server: GoogleServer, engine: Make) -> None:
    sound = voice(130)
    for pause in (50, 100):
        sound[pause * RATE : int((pause + 0.5) * RATE)] = 0
    transcript = engine(results(PARK), results(DOG), results(PARK)).recognize(sound)
    assert transcript.text == "I like the park. My dog too. I like the park."
    assert server.calls.count("LongRunningRecognize") == 3
    assert "Recognize" not in server.calls
    lengths = [server.seconds_of(number) for number in range(3)]
    assert sum(lengths) == pytest.approx(130)
    assert max(lengths) <= 55
    assert [word.start for word in transcript.words if word.text in ("I", "My")] == pytest.approx(
        [0.1, lengths[0] + 1.6, lengths[0] + lengths[1] + 0.1], abs=0.001
    )
    assert server.looks == {"operations/0": 2, "operations/1": 2, "operations/2": 2}


def test_an_outage_that_passes_is_waited_for(server: GoogleServer, engine: Make) -> None:
    assert engine(Fault(), Fault(), results(PARK)).recognize(voice(3)).text == "I like the park."
    assert server.calls == ["Recognize"] * 3


@pytest.mark.parametrize(
    ("status", "code", "retryable", "again"),
    [
        (grpc.StatusCode.UNAUTHENTICATED, "engine_refused", False, False),
        (grpc.StatusCode.PERMISSION_DENIED, "engine_refused", False, False),
        (grpc.StatusCode.INVALID_ARGUMENT, "engine_failed", False, False),
        (grpc.StatusCode.RESOURCE_EXHAUSTED, "quota", True, True),
        (grpc.StatusCode.INTERNAL, "engine_unavailable", True, True),
        (grpc.StatusCode.DEADLINE_EXCEEDED, "engine_unavailable", True, True),
    ],
)
@pytest.mark.parametrize("seconds", [3, 70], ids=["recognize", "operation"])
def test_errors_have_their_code(
    server: GoogleServer, engine: Make, status: grpc.StatusCode, code: str, retryable: bool, again: bool, seconds: int
) -> None:
    """What may pass is asked again until the budget ends."""
    error = refused(engine(Fault(status), budget_seconds=1.2), seconds)
    assert (error.code, error.retryable) == (code, retryable)
    assert (len(server.calls) > 1) == again
    assert "\n" not in error.message
    # Google's own message is for the operator, and only where it is about his account.
    assert ("told to" in error.message) == (code == "engine_refused")


def test_two_refusals_for_the_quota_and_then_an_answer(server: GoogleServer, engine: Make) -> None:
    busy = Fault(grpc.StatusCode.RESOURCE_EXHAUSTED)
    assert engine(busy, busy, results(PARK)).recognize(voice(3)).text == "I like the park."
    assert server.calls == ["Recognize"] * 3


def test_an_operation_may_fail_later(server: GoogleServer, engine: Make) -> None:
    server.operation_error = grpc.StatusCode.RESOURCE_EXHAUSTED.value[0]
    assert refused(engine(results(PARK)), seconds=70).code == "quota"


@pytest.mark.parametrize("fault", [Fault(), Fault(hang=True)], ids=["always unavailable", "hangs"])
@pytest.mark.parametrize("seconds", [3, 70], ids=["recognize", "operation"])
def test_the_budget_ends_the_waiting(engine: Make, fault: Fault, seconds: int) -> None:
    """The library itself would go on for 5,000 s: the test's own time limit fails long before."""
    error = refused(engine(fault, budget_seconds=1.5), seconds)
    assert (error.code, error.retryable) == ("engine_unavailable", True)


def test_an_operation_that_never_ends_is_given_up(server: GoogleServer, engine: Make) -> None:
    server.looks_until_done = 1_000_000
    assert refused(engine(results(PARK), budget_seconds=1.5), seconds=70).code == "engine_unavailable"
    assert server.calls.count("GetOperation") < 20


def test_a_server_that_is_gone_is_unavailable(server: GoogleServer, engine: Make) -> None:
    recognizer = engine(results(PARK), budget_seconds=1.5)
    server.stop()
    assert refused(recognizer).code == "engine_unavailable"


@pytest.mark.parametrize("nothing", [[], results([])], ids=["no results", "no words"])
def test_an_empty_answer_is_no_speech(engine: Make, nothing: list[Any]) -> None:
    error = refused(engine(nothing))
    assert (error.code, error.retryable) == ("no_speech", False)


def test_silence_is_not_even_asked(server: GoogleServer, engine: Make) -> None:
    with pytest.raises(RecognitionError, match="no_speech"):
        engine(results(PARK)).recognize(silence(5))
    assert server.calls == []


def test_words_on_no_sound_are_cut_here_too(engine: Make) -> None:
    ghost = [("Thank", 6.0, 6.3), ("you.", 6.3, 6.6)]
    sound = np.concatenate([voice(3), silence(6)])
    assert engine(results(PARK, ghost)).recognize(sound).text == "I like the park."


def test_without_credentials_the_operator_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "missing.json"))
    for endpoint in ("", "eu-speech.googleapis.com"):
        recognizer = GoogleRecognizer(language="en-US", endpoint=endpoint, budget_seconds=2)
        with pytest.raises(RecognitionError) as error:
            recognizer.warm()
        assert (error.value.code, error.value.retryable) == ("engine_refused", False)


@pytest.mark.parametrize(
    "endpoint", ["10.0.0.7:443", "speech.example.com:80", "127.0.0.1.example.com:80", "[fe80::1]:9"]
)
def test_only_this_machine_may_be_spoken_to_in_the_clear(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, endpoint: str
) -> None:
    """Any other address asks for credentials, which the open channel never does."""
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "missing.json"))
    with pytest.raises(RecognitionError, match="engine_refused"):
        GoogleRecognizer(language="en-US", endpoint=endpoint, budget_seconds=2).warm()


@pytest.mark.usefixtures("fresh_choice")
def test_the_settings_choose_the_engine(server: GoogleServer, settings: Any) -> None:
    server.answers = [results(PARK)]
    settings.STT_ENGINE, settings.GOOGLE_SPEECH_ENDPOINT = "google", server.address
    assert get_recognizer().recognize(voice(3)).text == "I like the park."
