"""What every recognition engine takes and gives."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 16_000  # of all sound that engines are given: mono, float32 within ±1
NO_SPEECH = "no_speech"


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is written in the text, with its punctuation; seconds from the start of the recording."""

    text: str
    start: float
    end: float
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said. `words` joined by spaces are `text`; `engine` names what heard it."""

    text: str
    words: tuple[Word, ...]
    language: str
    engine: str


class RecognitionError(Exception):
    """There is no transcript; `message` is for the log, and never holds what was said.

    Codes: `no_speech` (nobody speaks: final), `engine_unavailable` and `quota` (later it may work), `engine_refused`
    (our credentials or settings are wrong: the operator must act), `engine_failed` (anything else).
    """

    def __init__(self, code: str, message: str, retryable: bool) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.retryable = retryable


class Recognizer(Protocol):
    """An engine. One is shared by all threads of a process."""

    name: str

    def warm(self) -> None:
        """Load now what the first recognition would have to wait for. Raises RecognitionError."""

    def check(self) -> None:
        """Ask the engine something for an operator who wants to know whether it works. Raises RecognitionError."""

    def recognize(self, pcm: NDArray[np.float32]) -> Transcript:
        """Return what is said in `pcm` (mono, 16 kHz). Raises RecognitionError."""


def transcript_of(words: tuple[Word, ...], *, language: str, engine: str) -> Transcript:
    """Join the words; raises RecognitionError `no_speech` when there are none."""
    if not words:
        raise no_speech()
    return Transcript(" ".join(word.text for word in words), words, language, engine)


def no_speech() -> RecognitionError:
    return RecognitionError(NO_SPEECH, "nobody speaks in the recording", retryable=False)
