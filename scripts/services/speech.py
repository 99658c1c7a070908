"""Spoken questions: made once per text, in the background, before anybody waits for them."""

import hashlib
import time
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from scripts import tasks
from scripts.audio.encode import encode_m4a
from scripts.exceptions import NotYetSpoken
from scripts.models import Question
from scripts.services.clock import new_lease
from scripts.synthesis import get_synthesizer

URGENT = 100


def queue_speech(*, question: Question, urgent: bool = False) -> None:
    """Ask a worker to speak the question; `urgent` passes everything that was queued in bulk."""
    tasks.speak_question.using(priority=URGENT if urgent else 0).enqueue(question.pk)


def queue_missing_speech() -> int:
    """Queue every published question that is not spoken yet; return how many. Twice is harmless."""
    missing = Question.objects.published().unspoken().order_by("pk")
    with transaction.atomic():
        for question in missing.only("pk"):
            queue_speech(question=question)
    return missing.count()


def speak_question(*, question_id: int) -> bool:
    """Speak the question's present text into the storage; False when there is nothing to do or another one does it."""
    question = _claim(question_id)
    if question is None:
        return False
    speech = get_synthesizer().speak(question.text)
    audio = encode_m4a(speech.pcm, sample_rate=speech.sample_rate)
    digest = hashlib.sha256(f"{speech.voice}\n{question.text}".encode()).hexdigest()[:32]
    name = default_storage.save(f"questions/{digest}.m4a", ContentFile(audio))
    # Only for the text that was read: a text edited meanwhile waits for a voice of its own.
    written = Question.objects.filter(
        pk=question.pk, text=question.text, speech_attempt=question.speech_attempt
    ).update(audio=name, spoken_text=question.text, speech_lease_until=None)
    stray = question.audio.name if written else name
    if stray:
        default_storage.delete(stray)
    return bool(written)


def wait_until_spoken(*, question: Question, seconds: float) -> Question:
    """Return the question with audio for its present text, having it made now if need be. Raises NotYetSpoken."""
    if question.is_spoken:
        return question
    queue_speech(question=question, urgent=True)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        time.sleep(0.1)
        question.refresh_from_db()
        if question.is_spoken:
            return question
    raise NotYetSpoken


def _claim(question_id: int) -> Question | None:
    free: Any = Q(speech_lease_until=None) | Q(speech_lease_until__lt=Now())
    unspoken = Question.objects.unspoken().filter(free, pk=question_id)
    with transaction.atomic():
        if not unspoken.update(speech_lease_until=new_lease(), speech_attempt=F("speech_attempt") + 1):
            return None
        return Question.objects.get(pk=question_id)
