"""Speech to text behind one interface. An engine is one file here and one line in ENGINES."""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from scripts.recognition.base import Recognizer


@cache
def get_recognizer() -> Recognizer:
    """Return the engine that the settings name, one for the whole process; it loads when it is warmed or used."""
    if settings.STT_ENGINE not in ENGINES:
        raise ImproperlyConfigured(f"STT_ENGINE is {settings.STT_ENGINE!r}; known are {', '.join(ENGINES)}.")
    return ENGINES[settings.STT_ENGINE]()


def _local() -> Recognizer:
    from scripts.recognition.local import LocalRecognizer

    return LocalRecognizer(model=settings.STT_MODEL, beam_size=settings.STT_BEAM_SIZE, threads=settings.STT_THREADS)


def _google() -> Recognizer:
    from scripts.recognition.google import GoogleRecognizer

    return GoogleRecognizer(
        language=settings.GOOGLE_SPEECH_LANGUAGE,
        endpoint=settings.GOOGLE_SPEECH_ENDPOINT,
        budget_seconds=settings.GOOGLE_SPEECH_BUDGET_SECONDS,
    )


# Imported only when chosen: each engine brings a large library.
ENGINES: dict[str, Callable[[], Recognizer]] = {"local": _local, "google": _google}
