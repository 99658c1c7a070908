"""Speech to text behind one interface. An engine is one file here and one line in ENGINES."""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from scripts.recognition.base import Recognizer
from scripts.recognition.fallback import WithFallback


@cache
def get_recognizer() -> Recognizer:
    """Return the engine that the settings name, one for the whole process; it loads when it is warmed or used."""
    if settings.STT_ENGINE not in ENGINES:
        raise ImproperlyConfigured(f"STT_ENGINE is {settings.STT_ENGINE!r}; known are {', '.join(ENGINES)}.")
    engine = ENGINES[settings.STT_ENGINE]()
    if settings.STT_FALLBACK in ("", settings.STT_ENGINE):
        return engine
    return WithFallback(engine, ENGINES[settings.STT_FALLBACK])


def _local() -> Recognizer:
    from scripts.recognition.local import LocalRecognizer

    return LocalRecognizer(model=settings.STT_MODEL, beam_size=settings.STT_BEAM_SIZE, threads=settings.STT_THREADS)


def _google() -> Recognizer:
    from scripts.recognition.google import GoogleRecognizer
    from scripts.recognition.google.access import REGIONS, STORAGE

    return GoogleRecognizer(
        language=settings.GOOGLE_SPEECH_LANGUAGE,
        endpoint=settings.GOOGLE_SPEECH_ENDPOINT or REGIONS[settings.GOOGLE_SPEECH_REGION],
        budget_seconds=settings.GOOGLE_SPEECH_BUDGET_SECONDS,
        key=settings.GOOGLE_CREDENTIALS_JSON,
        bucket=settings.GOOGLE_SPEECH_BUCKET,
        storage=settings.GOOGLE_STORAGE_ENDPOINT or STORAGE,
    )


# Imported only when chosen: each engine brings a large library.
ENGINES: dict[str, Callable[[], Recognizer]] = {"local": _local, "google": _google}
