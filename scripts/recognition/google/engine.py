"""Asking the service, and giving its answer in our words."""

import math
import threading
import time
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import numpy as np
from google.api_core import exceptions
from google.cloud.speech_v1 import SpeechClient
from google.cloud.speech_v1.types import cloud_speech
from numpy.typing import NDArray

from scripts.recognition import guard, meter
from scripts.recognition.base import SAMPLE_RATE, RecognitionError, Transcript, Word, no_speech, transcript_of
from scripts.recognition.google import access
from scripts.recognition.google.bucket import Bucket
from scripts.recognition.google.errors import again_until, explained, left_until, status_of
from scripts.recognition.loudness import is_silent, raised, split_at_pauses

# Sound within a request may last about a minute, in both methods; longer sound has to lie in Google's storage
# (cloud.google.com/speech-to-text/quotas, "Content limits").
LONGEST_PIECE = 55.0
FIRST_LOOK, LONGEST_WAIT = 0.25, 2.0  # seconds between two looks at an operation


class GoogleRecognizer:
    """Answers up to 55 s by `recognize`. Longer ones as one operation on sound in `bucket`; without a bucket as
    operations, one for each stretch between pauses, all at once.

    Whatever the service does, an answer or an error is there after `budget_seconds`: the library's own patience is
    5,000 s, so that every call is given a retry and a timeout.
    """

    name = "google"

    def __init__(
        self,
        *,
        language: str,
        endpoint: str,
        budget_seconds: float,
        key: str = "",
        bucket: str = "",
        storage: str = access.STORAGE,
    ) -> None:
        self._language, self._endpoint, self._budget, self._key = language, endpoint, budget_seconds, key
        self._bucket = Bucket(name=bucket, endpoint=storage, key=key) if bucket else None
        self._connecting = threading.Lock()
        self._client: SpeechClient | None = None

    def warm(self) -> None:
        """Find the credentials and open the channel. Raises RecognitionError."""
        try:
            self._connected()
        except RecognitionError:
            raise
        except Exception as error:
            raise explained(error) from error

    def check(self) -> None:
        """Have a second of silence heard, and where there is a bucket, from there too. Raises RecognitionError."""
        silence = np.zeros(SAMPLE_RATE, np.float32)
        self._explaining(lambda deadline: self._hear_now(silence, deadline))
        if self._bucket:
            self._explaining(lambda deadline: self._hear_from_bucket(silence, deadline))

    def recognize(self, pcm: NDArray[np.float32]) -> Transcript:
        """Return what is said in `pcm`. Raises RecognitionError."""
        if is_silent(pcm):
            raise no_speech()
        sound = raised(pcm)
        heard = self._explaining(lambda deadline: self._hear(sound, deadline))
        words = guard.believable(heard, sound)
        return transcript_of(words, language=self._language, engine=self.name)

    def _explaining(self, ask: Any) -> list[guard.Piece]:
        try:
            return ask(time.monotonic() + self._budget)
        except RecognitionError:
            raise
        except Exception as error:
            raise explained(error) from error

    def _hear(self, sound: NDArray[np.float32], deadline: float) -> list[guard.Piece]:
        if _seconds(sound) <= LONGEST_PIECE:
            return self._hear_now(sound, deadline)
        if self._bucket:
            return self._hear_from_bucket(sound, deadline)
        pieces = split_at_pauses(sound, longest=LONGEST_PIECE)
        names = [self._begin({"content": _samples(piece)}, deadline) for _, piece in pieces]
        heard: list[guard.Piece] = []
        for name, (offset, piece) in zip(names, pieces, strict=True):
            heard += self._end(name, piece, deadline, offset=offset)
        return heard

    def _hear_now(self, sound: NDArray[np.float32], deadline: float) -> list[guard.Piece]:
        audio = cloud_speech.RecognitionAudio(content=_samples(sound))
        response = self._connected().recognize(config=self._config(), audio=audio, **_patience(deadline))
        return _heard(response, sound)

    def _hear_from_bucket(self, sound: NDArray[np.float32], deadline: float) -> list[guard.Piece]:
        assert self._bucket
        with self._bucket.holding(_samples(sound), deadline) as uri:
            return self._end(self._begin({"uri": uri}, deadline), sound, deadline)

    def _begin(self, audio: dict[str, Any], deadline: float) -> str:
        """Start an operation and return its name."""
        begun = self._connected().long_running_recognize(
            config=self._config(), audio=cloud_speech.RecognitionAudio(**audio), **_patience(deadline)
        )
        return str(begun.operation.name)

    def _end(self, name: str, sound: NDArray[np.float32], deadline: float, *, offset: float = 0.0) -> list[guard.Piece]:
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
            raise exceptions.from_grpc_status(status_of(operation.error.code), operation.error.message)
        response = cloud_speech.LongRunningRecognizeResponse()
        operation.response.Unpack(cloud_speech.LongRunningRecognizeResponse.pb(response))
        return _heard(response, sound, offset=offset)

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
                self._client = access.speech_client(self._endpoint, self._key)
        return self._client


def _patience(deadline: float) -> dict[str, Any]:
    """How long a call may take, with its repeats. Raises DeadlineExceeded when there is no time left for one."""
    return {"retry": again_until(deadline), "timeout": left_until(deadline)}


def _seconds(sound: NDArray[np.float32]) -> float:
    return len(sound) / SAMPLE_RATE


def _samples(sound: NDArray[np.float32]) -> bytes:
    return np.clip(np.rint(sound * 32767), -32768, 32767).astype("<i2").tobytes()


def _heard(response: Any, sound: NDArray[np.float32], *, offset: float = 0.0) -> list[guard.Piece]:
    """Count what the answer costs, and return its results. What is not answered is not billed."""
    billed = (response.total_billed_time or timedelta()).total_seconds()
    meter.count(meter.BILLED_SECONDS, GoogleRecognizer.name, billed or math.ceil(_seconds(sound)))
    return [_as_piece(result, offset) for result in response.results if result.alternatives]


def _as_piece(result: Any, offset: float) -> guard.Piece:
    return guard.Piece(tuple(_words(result.alternatives[0].words, offset)))


def _words(words: Iterable[Any], offset: float) -> Iterable[Word]:
    for word in words:
        yield Word(
            word.word,
            round(word.start_time.total_seconds() + offset, 3),
            round(word.end_time.total_seconds() + offset, 3),
            round(word.confidence, 3) or None,  # 0 means that it was not set
        )
