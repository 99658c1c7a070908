"""Whisper on this machine's own processor: no account, no network."""

import logging
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scripts.recognition import guard
from scripts.recognition.base import SAMPLE_RATE, RecognitionError, Transcript, Word, no_speech, transcript_of
from scripts.recognition.loudness import is_silent, raised, split_at_pauses
from scripts.recognition.weights import locate

logger = logging.getLogger(__name__)
logging.getLogger("faster_whisper").setLevel(logging.WARNING)  # it writes down what was said, else

LANGUAGE = "en"
# Speech is cut at pauses of half a second into pieces of at most Whisper's 30 s, heard two at a time: a quarter faster
# than one window after the other (measured), as exact, and no piece can lead the next one astray.
PIECES = {"min_silence_duration_ms": 500, "max_speech_duration_s": 30}
PIECES_AT_ONCE = 2
LONGEST_STRETCH = 120.0
# A piece that came out as a stammer is heard again with this: the same four words never twice.
AGAIN = {"no_repeat_ngram_size": 4}


class LocalRecognizer:
    """faster-whisper with 8-bit weights. The same sound gives the same words: nothing is sampled."""

    def __init__(self, *, model: str, beam_size: int, threads: int) -> None:
        self.name = f"whisper-{model}"
        self._model_name, self._beam_size, self._threads = model, beam_size, threads
        self._loading = threading.Lock()
        self._model: Any = None

    def warm(self) -> None:
        """Load the model and hear a second of silence, which loads the voice detector too."""
        self._hear(np.zeros(SAMPLE_RATE, np.float32))

    def check(self) -> None:
        """The same: loading the model is what may fail."""
        self.warm()

    def recognize(self, pcm: NDArray[np.float32]) -> Transcript:
        """Return what is said in English in `pcm`. Raises RecognitionError."""
        if is_silent(pcm):
            raise no_speech()
        sound = raised(pcm)
        words = guard.believable(self._hear(sound), sound)
        return transcript_of(words, language=LANGUAGE, engine=self.name)

    def _hear(self, sound: NDArray[np.float32]) -> list[guard.Piece]:
        """Hear one stretch after the other, so that a quarter of an hour takes no more memory than two minutes."""
        stretches = split_at_pauses(sound, longest=LONGEST_STRETCH)
        return [piece for offset, stretch in stretches for piece in self._hear_stretch(stretch, offset)]

    def _hear_stretch(self, sound: NDArray[np.float32], offset: float) -> Iterator[guard.Piece]:
        from faster_whisper import BatchedInferencePipeline

        # A pipeline of our own each time: it keeps state while it works, and threads share the model.
        segments, _ = BatchedInferencePipeline(self._loaded()).transcribe(
            sound, vad_filter=True, vad_parameters=PIECES, batch_size=PIECES_AT_ONCE, **self._options()
        )
        for segment in segments:
            piece = _as_piece(segment, offset)
            yield self._hear_again(segment, sound, offset) if guard.stammers(piece.words) else piece

    def _hear_again(self, segment: Any, sound: NDArray[np.float32], offset: float) -> guard.Piece:
        cut = sound[int(segment.start * SAMPLE_RATE) : int(segment.end * SAMPLE_RATE)]
        again, _ = self._loaded().transcribe(cut, without_timestamps=True, **self._options(), **AGAIN)
        heard = [_as_piece(part, offset + segment.start) for part in again]
        words = tuple(word for part in heard for word in part.words)
        return guard.Piece(words, segment.no_speech_prob, segment.avg_logprob)

    def _options(self) -> dict[str, Any]:
        return {
            "language": LANGUAGE,
            "beam_size": self._beam_size,
            "temperature": 0.0,
            "word_timestamps": True,
            "condition_on_previous_text": False,
        }

    def _loaded(self) -> Any:
        with self._loading:
            if self._model is None:
                self._model = self._load()
        return self._model

    def _load(self) -> Any:
        from faster_whisper import WhisperModel

        place = locate(self._model_name)
        try:
            return WhisperModel(place, device="cpu", compute_type="int8", cpu_threads=self._threads)
        except Exception as error:
            logger.exception("the model %s cannot be loaded", self._model_name)
            raise RecognitionError("engine_unavailable", "the model cannot be loaded", retryable=True) from error


def _as_piece(segment: Any, offset: float) -> guard.Piece:
    words = tuple(
        Word(word.word.strip(), _time(word.start, offset), _time(word.end, offset), round(float(word.probability), 3))
        for word in segment.words or ()
    )
    return guard.Piece(words, float(segment.no_speech_prob), float(segment.avg_logprob))


def _time(seconds: float, offset: float) -> float:
    return round(float(seconds) + offset, 3)
