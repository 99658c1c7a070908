"""Who we are to Google, and where it is: by settings of the environment."""

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from google.api_core import exceptions

from scripts.recognition import get_recognizer
from scripts.recognition.base import RecognitionError
from scripts.recognition.google import GoogleRecognizer
from scripts.recognition.google.access import storage_session
from scripts.recognition.google.errors import explained
from tests.serving.test_settings import check


def a_key() -> str:
    """The text of a key file as Google gives it, with a key of our own."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    account = {"type": "service_account", "client_email": "ear@example.iam.gserviceaccount.com", "private_key": pem}
    return json.dumps({**account, "token_uri": "https://oauth2.googleapis.com/token", "project_id": "example"})


def engine(key: str = "") -> GoogleRecognizer:
    return GoogleRecognizer(language="en-US", endpoint="eu-speech.googleapis.com", budget_seconds=2, key=key)


def test_a_key_in_the_environment_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "missing.json"))
    key = a_key()
    engine(key).warm()
    address, session = storage_session("storage.googleapis.com", key)
    assert address == "https://storage.googleapis.com"
    assert session.credentials.service_account_email == "ear@example.iam.gserviceaccount.com"


def test_a_key_file_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key.json").write_text(a_key())
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "key.json"))
    engine().warm()


@pytest.mark.parametrize(
    "key",
    [
        "not JSON",
        "[]",
        "7",
        '{"type": "service_account"}',
        '{"private_key": "hush", "client_email": "a", "token_uri": "b"}',
    ],
)
def test_a_wrong_key_is_one_clear_line(key: str) -> None:
    with pytest.raises(RecognitionError) as error:
        engine(key).warm()
    assert (error.value.code, error.value.retryable) == ("engine_refused", False)
    assert error.value.message == "GOOGLE_CREDENTIALS_JSON is not the key of a service account"


@pytest.mark.parametrize("content", [None, "not JSON", '{"type": "service_account"}'])
def test_a_wrong_file_is_one_clear_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "key.json"
    if content is not None:
        path.write_text(content)
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(path))
    with pytest.raises(RecognitionError) as error:
        engine().warm()
    assert error.value.code == "engine_refused"
    assert "\n" not in error.value.message
    assert str(path) in error.value.message


def test_a_key_that_google_took_back_is_no_outage() -> None:
    """gRPC says UNAVAILABLE of credentials that cannot be renewed."""
    message = "Getting metadata from plugin failed with error: ('invalid_grant: Invalid JWT Signature.', {})"
    assert explained(exceptions.ServiceUnavailable(message)).code == "engine_refused"
    assert explained(exceptions.ServiceUnavailable("the wire is cut")).code == "engine_unavailable"


@pytest.mark.usefixtures("fresh_choice")
@pytest.mark.parametrize(
    ("region", "host"),
    [("", "speech.googleapis.com"), ("eu", "eu-speech.googleapis.com"), ("us", "us-speech.googleapis.com")],
)
def test_a_region_has_its_address(settings: Any, region: str, host: str) -> None:
    settings.STT_ENGINE, settings.GOOGLE_SPEECH_REGION, settings.GOOGLE_CREDENTIALS_JSON = "google", region, a_key()
    recognizer = get_recognizer()
    assert isinstance(recognizer, GoogleRecognizer)
    assert recognizer._connected().transport.host == f"{host}:443"


@pytest.mark.parametrize(("variable", "value"), [("GOOGLE_SPEECH_REGION", "europe-west4"), ("STT_FALLBACK", "google")])
def test_a_setting_that_means_nothing_is_refused(tmp_path: Path, variable: str, value: str) -> None:
    code, said = check(tmp_path, **{variable: value})
    assert code != 0
    assert variable in said
