"""One line for an operator who asks whether the engines of speech work."""

from collections.abc import Iterator

import pytest
from grpc import StatusCode
from pytest_django import Settings

from scripts.recognition import get_recognizer
from scripts.services.engines import recognition_trouble, voice_trouble
from scripts.synthesis import get_synthesizer
from tests.scripts.recognition.google_server import Fault, google_server


@pytest.fixture(autouse=True)
def _fresh_choice() -> Iterator[None]:
    get_recognizer.cache_clear()
    get_synthesizer.cache_clear()
    yield
    get_recognizer.cache_clear()
    get_synthesizer.cache_clear()


def test_nothing_is_said_of_the_default_engines() -> None:
    assert (recognition_trouble(), voice_trouble()) == ("", "")


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"STT_ENGINE": "parrot"}, "ImproperlyConfigured: STT_ENGINE is 'parrot'; known are local, google."),
        ({"STT_MODEL": "/nowhere"}, "the model cannot be loaded"),
        (
            {"STT_ENGINE": "google", "GOOGLE_CREDENTIALS_JSON": "rubbish"},
            "GOOGLE_CREDENTIALS_JSON is not the key of a service account",
        ),
    ],
)
def test_what_is_wrong_with_recognition_is_one_line(settings: Settings, changes: dict[str, str], line: str) -> None:
    for name, value in changes.items():
        setattr(settings, name, value)
    assert recognition_trouble() == line


@pytest.mark.parametrize("fallback", ["", "local"])
def test_google_is_really_asked_also_where_a_fallback_would_hide_it(settings: Settings, fallback: str) -> None:
    with google_server() as server:
        settings.STT_ENGINE, settings.GOOGLE_SPEECH_ENDPOINT = "google", server.address
        settings.STT_FALLBACK = fallback
        server.answers = [Fault(StatusCode.PERMISSION_DENIED), []]
        assert recognition_trouble() == "Google refuses us: 403 told to"
        assert recognition_trouble() == ""
        assert server.calls == ["Recognize"] * 2


def test_a_site_without_a_voice_has_no_trouble_with_it(settings: Settings) -> None:
    settings.TTS_ENGINE = "none"
    assert voice_trouble() == ""


def test_a_voice_that_nobody_knows_is_named(settings: Settings) -> None:
    settings.TTS_ENGINE = "parrot"
    assert voice_trouble() == "ValueError: TTS_ENGINE has no engine named 'parrot'"
