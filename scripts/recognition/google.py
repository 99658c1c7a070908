"""Google Cloud Speech-to-Text, version 1 (google-cloud-speech): for those who have an account and prefer its ear."""

import ipaddress
import threading
import time
from collections.abc import Iterable
from typing import Any

import grpc
import numpy as np
from google.api_core import exceptions, retry
from google.auth import exceptions as auth_exceptions
from google.cloud.speech_v1 import SpeechClient
from google.cloud.speech_v1.services.speech.transports import SpeechGrpcTransport
from google.cloud.speech_v1.types import cloud_speech
from numpy.typing import NDArray

from scripts.recognition import guard
from scripts.recognition.base import SAMPLE_RATE, RecognitionError, Transcript, Word, no_speech, transcript_of
from scripts.recognition.loudness import is_silent, raised, split_at_pauses

# Sound within a request may last about a minute, in both methods; longer sound would have to lie in Google's storage
# (cloud.google.com/speech-to-text/quotas, "Content limits").
LONGEST_PIECE = 55.0
FIRST_LOOK, LONGEST_WAIT = 0.25, 2.0  # seconds between two looks at an operation
REFUSED = (exceptions.Unauthorized, exceptions.Forbidden, auth_exceptions.GoogleAuthError)
UNAVAILABLE = (exceptions.ServerError, exceptions.RetryError, auth_exceptions.TransportError)


class GoogleRecognizer:
    """Answers up to 55 s by `recognize`; longer ones as operations, one for each stretch between pauses, all at once.

    Whatever the service does, an answer or an error is there after `budget_seconds`: the library's own patience is
    5,000 s, so that every call is given a retry and a timeout.
    """

    name = "google"

    def __init__(self, *, language: str, endpoint: str, budget_seconds: float) -> None:
        self._language, self._endpoint, self._budget = language, endpoint, budget_seconds
        self._connecting = threading.Lock()
        self._client: SpeechClient | None = None

    def warm(self) -> None:
        """Find the credentials and open the channel. Raises RecognitionError."""
        try:
            self._connected()
        except Exception as error:
            raise _explained(error) from error

    def recognize(self, pcm: NDArray[np.float32]) -> Transcript:
        """Return what is said in `pcm`. Raises RecognitionError."""
        if is_silent(pcm):
            raise no_speech()
        sound = raised(pcm)
        pieces = split_at_pauses(sound, longest=LONGEST_PIECE)
        deadline = time.monotonic() + self._budget
        try:
            heard = self._hear(pieces, deadline)
        except RecognitionError:
            raise
        except Exception as error:
            raise _explained(error) from error
        words = guard.believable(heard, sound)
        return transcript_of(words, language=self._language, engine=self.name)

    def _hear(self, pieces: list[tuple[float, NDArray[np.float32]]], deadline: float) -> list[guard.Piece]:
        client, config = self._connected(), self._config()
        if len(pieces) == 1:
            [(_, sound)] = pieces
            response = client.recognize(config=config, audio=_audio(sound), **_patience(deadline))
            return [_as_piece(response.results, offset=0.0)]
        names = [
            client.long_running_recognize(config=config, audio=_audio(sound), **_patience(deadline)).operation.name
            for _, sound in pieces
        ]
        results = [self._result(name, deadline) for name in names]
        return [_as_piece(result, offset=offset) for (offset, _), result in zip(pieces, results, strict=True)]

    def _result(self, name: str, deadline: float) -> Any:
        """Wait for the operation. The library's own waiting gives the single look no time limit, so it is done here."""
        operations = self._connected().transport.operations_client
        wait = FIRST_LOOK
        while True:
            operation = operations.get_operation(name, **_patience(deadline))
            if operation.done:
                break
            time.sleep(min(wait, max(deadline - time.monotonic(), 0)))
            wait = min(wait * 1.5, LONGEST_WAIT)
        if operation.HasField("error"):
            raise exceptions.from_grpc_status(_status(operation.error.code), operation.error.message)
        response = cloud_speech.LongRunningRecognizeResponse()
        operation.response.Unpack(cloud_speech.LongRunningRecognizeResponse.pb(response))
        return response.results

    def _config(self) -> cloud_speech.RecognitionConfig:
        return cloud_speech.RecognitionConfig(
            encoding=cloud_speech.RecognitionConfig.AudioEncoding.LINEAR16,
            sample_rate_hertz=SAMPLE_RATE,
            language_code=self._language,
            enable_word_time_offsets=True,
            enable_word_confidence=True,
            enable_automatic_punctuation=True,
        )

    def _connected(self) -> SpeechClient:
        with self._connecting:
            if self._client is None:
                self._client = self._connect()
        return self._client

    def _connect(self) -> SpeechClient:
        if not self._endpoint:
            return SpeechClient()
        if _is_loopback(self._endpoint):
            # Only here may sound and words travel in the clear: they do not leave the machine.
            return SpeechClient(transport=SpeechGrpcTransport(channel=grpc.insecure_channel(self._endpoint)))
        return SpeechClient(client_options={"api_endpoint": self._endpoint})


def _patience(deadline: float) -> dict[str, Any]:
    """How long a call may take, with its repeats. Raises DeadlineExceeded when there is no time left for one."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise exceptions.DeadlineExceeded("the budget is spent")
    repeat = retry.Retry(
        predicate=retry.if_exception_type(exceptions.ServiceUnavailable), initial=0.2, maximum=5, timeout=left
    )
    return {"retry": repeat, "timeout": left}


def _audio(sound: NDArray[np.float32]) -> cloud_speech.RecognitionAudio:
    samples = np.clip(np.rint(sound * 32767), -32768, 32767).astype("<i2")
    return cloud_speech.RecognitionAudio(content=samples.tobytes())


def _as_piece(results: Iterable[Any], *, offset: float) -> guard.Piece:
    best = [result.alternatives[0] for result in results if result.alternatives]
    return guard.Piece(
        tuple(
            Word(
                word.word,
                round(word.start_time.total_seconds() + offset, 3),
                round(word.end_time.total_seconds() + offset, 3),
                round(word.confidence, 3) or None,  # 0 means that it was not set
            )
            for alternative in best
            for word in alternative.words
        )
    )


def _explained(error: Exception) -> RecognitionError:
    """Say in our words what went wrong; Google's own message goes into the log with the cause."""
    kind = type(error).__name__
    if isinstance(error, exceptions.TooManyRequests):
        return RecognitionError("quota", kind, retryable=True)
    if isinstance(error, UNAVAILABLE):
        return RecognitionError("engine_unavailable", kind, retryable=True)
    if isinstance(error, REFUSED):
        return RecognitionError("engine_refused", kind, retryable=False)
    return RecognitionError("engine_failed", kind, retryable=not isinstance(error, exceptions.ClientError))


def _status(code: int) -> grpc.StatusCode:
    return next((status for status in grpc.StatusCode if status.value[0] == code), grpc.StatusCode.UNKNOWN)


def _is_loopback(endpoint: str) -> bool:
    host = endpoint.rpartition(":")[0].strip("[]") or endpoint
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
