"""The real answers of tests/data/speech, decoded, with a measure of how much of them was understood."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jiwer
from whisper_normalizer.english import EnglishTextNormalizer

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "data" / "speech"
normal = EnglishTextNormalizer()


def answers() -> Iterator[tuple[str, Path, str]]:
    """Name, recording and what was read, of each answer."""
    for path in sorted(FOLDER.glob("*.ogg")):
        yield path.stem, path, path.with_suffix(".txt").read_text()


def word_errors(said: str, heard: str) -> Any:
    """Substitutions, deletions and insertions after OpenAI's English normaliser on both sides."""
    return jiwer.process_words(normal(said), normal(heard))
