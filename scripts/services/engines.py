"""Whether the engines of speech work, in one line for an operator; empty when they do."""

from django.conf import settings

from scripts.recognition import get_recognizer
from scripts.recognition.base import RecognitionError
from scripts.services.speech import NO_ENGINE
from scripts.synthesis import get_synthesizer


def recognition_trouble() -> str:
    """What is wrong with speech recognition. Google hears a second of silence for it, which it bills."""
    try:
        get_recognizer().check()
    except RecognitionError as error:
        return error.message
    except Exception as error:
        return _line(error)
    return ""


def voice_trouble() -> str:
    """What is wrong with the voice that speaks the questions."""
    if settings.TTS_ENGINE == NO_ENGINE:
        return ""
    try:
        sound = get_synthesizer().speak("Hello.").pcm
    except Exception as error:
        return _line(error)
    return "" if len(sound) and abs(sound).max() > 0.01 else "the voice speaks, but nothing is to be heard"


def _line(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]
