"""Speech synthesis: the voice that asks the questions."""

from functools import cache

from django.conf import settings

from scripts.synthesis.base import Synthesizer


@cache
def get_synthesizer() -> Synthesizer:
    """Return the engine that TTS_ENGINE names, one per process."""
    if settings.TTS_ENGINE == "piper":
        from scripts.synthesis.piper import PiperSynthesizer

        return PiperSynthesizer()
    raise ValueError(f"TTS_ENGINE has no engine named {settings.TTS_ENGINE!r}")
