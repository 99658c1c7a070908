"""Two engines: where the first gives no transcript, the second hears the answer."""

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scripts.recognition import meter
from scripts.recognition.base import NO_SPEECH, RecognitionError, Recognizer, Transcript

logger = logging.getLogger(__name__)

REST_SECONDS = 60.0
"""So long an engine that failed is left alone: else each learner would wait its whole budget through an outage."""


class WithFallback:
    """`first`, and what `make_second` makes, which is made and loaded only when it is needed."""

    def __init__(self, first: Recognizer, make_second: Callable[[], Recognizer], *, rest: float = REST_SECONDS) -> None:
        self.name = first.name
        self._first, self._make_second, self._rest = first, make_second, rest
        self._failed: RecognitionError | None = None
        self._failed_at = float("-inf")

    def warm(self) -> None:
        """Load the first; what is wrong with it keeps no worker from its work."""
        try:
            self._first.warm()
        except RecognitionError as error:
            self._note(error)

    def check(self) -> None:
        """Check both. Raises RecognitionError."""
        self._first.check()
        self._second.check()

    def recognize(self, pcm: NDArray[np.float32]) -> Transcript:
        """Return what is said in `pcm`. Raises RecognitionError: the first engine's, where both fail."""
        error = self._failed if time.monotonic() < self._failed_at + self._rest else None
        if error is None:
            try:
                return self._first.recognize(pcm)
            except RecognitionError as failed:
                if failed.code == NO_SPEECH:
                    raise
                error = failed
                self._note(error)
        return self._instead(pcm, error)

    def _instead(self, pcm: NDArray[np.float32], error: RecognitionError) -> Transcript:
        try:
            transcript = self._second.recognize(pcm)
        except RecognitionError as second:
            if second.code == NO_SPEECH:
                raise
            logger.error("the fallback fails too: %s", second)  # noqa: TRY400 (one line says it)
            raise error from second
        meter.count(meter.FALLBACKS, error.code)
        return replace(transcript, engine=f"{transcript.engine} for {self.name} ({error.code})")

    def _note(self, error: RecognitionError) -> None:
        self._failed, self._failed_at = error, time.monotonic()
        logger.warning("%s fails, the fallback hears for %g s: %s", self.name, self._rest, error)

    @cached_property
    def _second(self) -> Recognizer:
        return self._make_second()
