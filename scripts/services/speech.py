"""Spoken questions: made once per text, in the background, before anybody waits for them."""

import logging
import time
from functools import partial

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import Error, transaction
from django.db.models import F
from django.db.models.expressions import Combinable

from opickme.clock import in_seconds, new_lease
from opickme.deadlocks import made_again
from scripts import tasks
from scripts.audio.encode import encode_m4a
from scripts.exceptions import NotYetSpoken, NoVoice
from scripts.models import Question, QuestionQuerySet
from scripts.services import files, queue
from scripts.services.lease import kept_alive
from scripts.synthesis import get_synthesizer

logger = logging.getLogger(__name__)

NO_ENGINE = "none"

URGENT = 100
AGAIN_SECONDS = 300
"""How long a question that could not be spoken is left alone."""


def queue_speech(*, question: Question, urgent: bool = False) -> None:
    """Ask a worker to speak the question, unless it is asked already; `urgent` passes what was queued in bulk."""
    if settings.TTS_ENGINE == NO_ENGINE:
        return
    priority = URGENT if urgent else 0
    if question.pk not in queue.waiting(tasks.speak_question, priority=priority):
        tasks.speak_question.using(priority=priority).enqueue(question.pk)


def queue_missing_speech() -> int:
    """Queue every published question that is neither spoken nor queued nor being spoken; return how many.

    Nothing where SPEAK_ON_LOAD is off: then each is spoken when somebody asks for it.
    """
    if not settings.SPEAK_ON_LOAD or settings.TTS_ENGINE == NO_ENGINE:
        return 0
    missing = Question.objects.published().unspoken().unclaimed().order_by("pk").values_list("pk", flat=True)
    if not missing:
        return 0
    queued = queue.waiting(tasks.speak_question)
    fresh = [pk for pk in missing if pk not in queued]
    with transaction.atomic():
        for pk in fresh:
            tasks.speak_question.enqueue(pk)
    return len(fresh)


def speak_question(*, question_id: int) -> bool:
    """Speak the question's present text into the storage.

    False when there is nothing to do, another worker does it, or it could not be done now.
    """
    question = _claim(question_id)
    if question is None:
        return False
    try:
        with kept_alive(partial(_hold, question, new_lease())):
            speech = get_synthesizer().speak(question.text)
            audio = encode_m4a(speech.pcm, sample_rate=speech.sample_rate)
            name = files.store(ContentFile(audio), folder="questions", extension="m4a")
    except Error:
        raise  # the lease runs out
    except Exception:
        logger.exception("question %s could not be spoken", question_id)
        _hold(question, in_seconds(AGAIN_SECONDS))
        return False
    return _write(question, name)


def speak_next() -> bool:
    """Speak one of the published questions that nobody speaks; False where there is none, or it could not be done."""
    first = Question.objects.published().unspoken().unclaimed().order_by("pk").values_list("pk", flat=True).first()
    return first is not None and speak_question(question_id=first)


def wait_until_spoken(*, question: Question, seconds: float) -> Question:
    """Return the question with audio for its present text, having it made now if need be.

    Raises NotYetSpoken, or NoVoice where the site has none.
    """
    if question.is_spoken:
        return question
    if settings.TTS_ENGINE == NO_ENGINE:
        raise NoVoice
    queue_speech(question=question, urgent=True)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        time.sleep(0.1)
        question.refresh_from_db()
        if question.is_spoken:
            return question
    raise NotYetSpoken


def forget_speech(*, question: Question) -> None:
    """The audio is not in the storage any more: have it made again."""
    gone = Question.objects.filter(pk=question.pk, audio=question.audio.name)
    if gone.update(audio="", spoken_text=""):
        queue_speech(question=question, urgent=True)


@made_again
def _claim(question_id: int) -> Question | None:
    unspoken = Question.objects.unspoken().unclaimed().filter(pk=question_id)
    with transaction.atomic():
        if not unspoken.update(speech_lease_until=new_lease(), speech_attempt=F("speech_attempt") + 1):
            return None
        return Question.objects.get(pk=question_id)


def _hold(question: Question, until: Combinable) -> bool:
    return bool(_mine(question).update(speech_lease_until=until))


@made_again
def _write(question: Question, name: str) -> bool:
    # `spoken_text` says which text was read: one that was edited meanwhile still counts as unspoken.
    with transaction.atomic():
        if not _mine(question).update(audio=name, spoken_text=question.text, speech_lease_until=None):
            files.drop(name)
            return False
        files.keep(name)
        files.drop(question.audio.name or "")
    return True


def _mine(question: Question) -> QuestionQuerySet:
    return Question.objects.filter(pk=question.pk, speech_attempt=question.speech_attempt)
