"""Recognisers invent: on silence, on noise, and when they start to stammer. Here that is told from what was spoken.

Every function is pure. What is certain is cut; a doubt is the speaker's gain, because learners do repeat themselves,
speak softly, and end with "thank you".
"""

import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scripts.recognition.base import SAMPLE_RATE, Word

# Whisper's own measure of a stammer: text that zlib shrinks by more than this (openai/whisper, transcribe.py).
STAMMER = 2.4
NO_SPEECH_ALONE, NO_SPEECH_IN_DOUBT, DOUBT = 0.85, 0.6, -1.0
# So many repeats of one, two, and more words in a row nobody speaks.
REPEATS = {1: 8, 2: 5}
REPEATS_OF_MORE, LONGEST_PHRASE = 4, 12
# How much quieter than the speaker's own words the sound below a word may be, and how far off its times.
QUIETER = 10 ** (-35 / 20)
SLACK = 0.3
UNSURE = 0.5
# What films end with, and Whisper with them.
CLOSING = re.compile(
    r"(thank(s| you)( so much| very much)?( for (watching|listening|your attention))?|(please )?(like and )?subscribe.*"
    r"|(and )?(i'll |i will )?see you (in the )?next (video|time|one)|subtitles by.*|bye( bye)?|you|okay|oh)"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch as the engine heard it: how likely nobody speaks (0 to 1), and the mean log probability of its text."""

    words: tuple[Word, ...]
    no_speech: float = 0.0
    log_probability: float = 0.0


def believable(pieces: Iterable[Piece], pcm: NDArray[np.float32]) -> tuple[Word, ...]:
    """Return the words that were spoken in `pcm` (mono, 16 kHz), in order; none when nobody speaks."""
    spoken: list[Word] = []
    for piece in pieces:
        if is_speech(piece):
            words = without_stammer(within(piece.words, len(pcm) / SAMPLE_RATE))
            spoken += [] if stammers(words) else words
    return tuple(without_ghosts(spoken, pcm))


def is_speech(piece: Piece) -> bool:
    """False when the engine itself says that nobody speaks: surely, or with words that it does not believe in."""
    if piece.no_speech > NO_SPEECH_ALONE:
        return False
    return piece.no_speech <= NO_SPEECH_IN_DOUBT or piece.log_probability >= DOUBT


def stammers(words: Sequence[Word]) -> bool:
    """True when the text repeats itself as no speaker does."""
    text = " ".join(word.text for word in words).encode()
    return len(text) > 0 and len(text) / len(zlib.compress(text)) > STAMMER


def within(words: Iterable[Word], seconds: float) -> list[Word]:
    """Return the words that are words and begin within the recording, none ending after it."""
    return [
        replace(word, start=max(word.start, 0.0), end=min(max(word.end, word.start), seconds))
        for word in words
        if _plain(word) and word.start < seconds
    ]


def without_stammer(words: Sequence[Word]) -> list[Word]:
    """Return the words with every phrase that is repeated like a broken record said once."""
    kept = list(words)
    at = 0
    while at < len(kept):
        for size in range(1, LONGEST_PHRASE + 1):
            times = _repeats(kept, at, size)
            if times >= REPEATS.get(size, REPEATS_OF_MORE):
                del kept[at + size : at + size * times]
                break
        at += 1
    return kept


def without_ghosts(words: Sequence[Word], pcm: NDArray[np.float32]) -> list[Word]:
    """Return the words without those at the end that lie on no sound, or that films end with and nobody is sure of."""
    kept = list(words)
    floor = QUIETER * float(np.median([_loudness(word, pcm) for word in kept])) if kept else 0.0
    while kept and _loudness(kept[-1], pcm) <= floor:
        kept.pop()
    ending = _last_sentence(kept)
    sure = [word.confidence for word in ending if word.confidence is not None]
    if sure and float(np.mean(sure)) < UNSURE and CLOSING.fullmatch(" ".join(map(_plain, ending))):
        del kept[-len(ending) :]
    return kept


def _repeats(words: Sequence[Word], at: int, size: int) -> int:
    """How many times in a row the `size` words at `at` are said."""
    phrase = [_plain(word) for word in words[at : at + size]]
    times = 1
    while [_plain(word) for word in words[at + times * size : at + (times + 1) * size]] == phrase:
        times += 1
    return times if len(phrase) == size else 0


def _last_sentence(words: Sequence[Word]) -> list[Word]:
    ends = [number for number, word in enumerate(words[:-1]) if word.text[-1:] in ".?!"]
    return list(words[ends[-1] + 1 :] if ends else words)


def _loudness(word: Word, pcm: NDArray[np.float32]) -> float:
    """The loudest twentieth of a second below the word, as root mean square."""
    start, end = (max(int(time * SAMPLE_RATE), 0) for time in (word.start - SLACK, word.end + SLACK))
    frame = SAMPLE_RATE // 20
    sound = pcm[start:end]
    if len(sound) < frame:
        return float(np.sqrt(np.mean(sound**2))) if len(sound) else 0.0
    frames = sound[: len(sound) // frame * frame].reshape(-1, frame)
    return float(np.sqrt((frames**2).mean(axis=1).max()))


def _plain(word: Word) -> str:
    return re.sub(r"[^\w']", "", word.text.lower())
