"""Who we are to Google, and where its services are."""

import ipaddress
import json
from typing import Any

import google.auth
import grpc
import requests
from google.auth.transport.requests import AuthorizedSession
from google.cloud.speech_v1 import SpeechClient
from google.cloud.speech_v1.services.speech.transports import SpeechGrpcTransport
from google.oauth2 import service_account

from scripts.recognition.base import RecognitionError

SCOPES = ["https://www.googleapis.com/auth/cloud-platform"]
STORAGE = "storage.googleapis.com"
# Version 1 has these two besides the global one: the sound stays in the EU or the USA (cloud.google.com/speech-to-text/
# docs/v1/endpoints).
REGIONS = {"": "speech.googleapis.com", "eu": "eu-speech.googleapis.com", "us": "us-speech.googleapis.com"}


def credentials(key: str) -> Any:
    """Return what `key`, the text of a service account's key file, gives; without one, what Google's own rules find:
    the file GOOGLE_APPLICATION_CREDENTIALS, else the machine's account. Raises RecognitionError or GoogleAuthError.
    """
    if not key:
        return google.auth.default(scopes=SCOPES)[0]
    try:
        return service_account.Credentials.from_service_account_info(dict(json.loads(key)), scopes=SCOPES)
    except (ValueError, TypeError):
        # The cause is left out: it could quote the key.
        message = "GOOGLE_CREDENTIALS_JSON is not the key of a service account"
        raise RecognitionError("engine_refused", message, retryable=False) from None


def speech_client(endpoint: str, key: str) -> SpeechClient:
    """Open the channel to the recogniser at `endpoint`."""
    if is_loopback(endpoint):
        # Only here may sound and words travel in the clear: they do not leave the machine.
        return SpeechClient(transport=SpeechGrpcTransport(channel=grpc.insecure_channel(endpoint)))
    return SpeechClient(credentials=credentials(key), client_options={"api_endpoint": endpoint})


def storage_session(endpoint: str, key: str) -> tuple[str, requests.Session]:
    """Return the address of the storage at `endpoint`, and a session that says who we are."""
    if is_loopback(endpoint):
        return f"http://{endpoint}", requests.Session()
    return f"https://{endpoint}", AuthorizedSession(credentials(key))


def is_loopback(endpoint: str) -> bool:
    host = endpoint.rpartition(":")[0].strip("[]") or endpoint
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
