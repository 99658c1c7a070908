"""Spoken questions: once per text, by whoever comes first, urgent ones before the rest."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import pytest
from django.db import connections
from django.db.models import F
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from opickme.clock import in_seconds
from scripts.models import Leftover, Question, Topic
from scripts.services import speech
from tests.e2e.site import wait_for
from tests.race import at_once
from tests.scripts import making

pytestmark = pytest.mark.django_db


def claimed(question: Question) -> bool:
    question.refresh_from_db()
    return question.speech_lease_until is not None


def queue() -> list[tuple[int, int]]:
    """Question and priority of each task, the next one first."""
    return [(task.args_kwargs["args"][0], task.priority) for task in DBTaskResult.objects.ready()]


@contextmanager
def spoken_beside(question: Question) -> Iterator[list[bool]]:
    """While the block runs another worker speaks the question; what it gave is in the list afterwards."""
    results: list[bool] = []

    def speak() -> None:
        results.append(speech.speak_question(question_id=question.pk))
        connections.close_all()

    thread = threading.Thread(target=speak)
    thread.start()
    wait_for(lambda: claimed(question), seconds=30, what=lambda: "never claimed")
    yield results
    thread.join()


def test_a_question_is_spoken_once(question: Question) -> None:
    assert not question.is_spoken
    assert speech.speak_question(question_id=question.pk)
    question.refresh_from_db()
    assert question.is_spoken
    with av.open(str(Path(question.audio.path))) as sound:
        assert sound.streams.audio[0].codec_context.name == "aac"
        assert 1.5 < sound.duration / av.time_base < 6
    name = question.audio.name
    assert not speech.speak_question(question_id=question.pk)
    question.refresh_from_db()
    assert (question.audio.name, question.speech_lease_until) == (name, None)
    assert making.stored_files() == {name}
    assert not Leftover.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_six_workers_one_speaks_it(question: Question) -> None:
    spoken = at_once([lambda: speech.speak_question(question_id=question.pk)] * 6)
    assert spoken.count(True) == 1
    assert len(making.stored_files()) == 1


@pytest.mark.parametrize("text", ["What do you do there?", "what do you usually do at the park?"])
@pytest.mark.django_db(transaction=True)
def test_a_text_that_changed_is_spoken_anew(question: Question, text: str) -> None:
    speech.speak_question(question_id=question.pk)
    Question.objects.update(text=text)
    assert Question.objects.unspoken().get() == question
    assert speech.speak_question(question_id=question.pk)
    question.refresh_from_db()
    assert question.spoken_text == text
    assert making.stored_files() == {question.audio.name}


@pytest.mark.django_db(transaction=True)
def test_a_text_edited_while_it_is_spoken_counts_as_unspoken(parks: Topic) -> None:
    question = making.question(text="Tell me about a park that you know well. " * 6)
    threads = [
        threading.Thread(target=lambda: (speech.speak_question(question_id=question.pk), connections.close_all()))
    ]
    threads[0].start()
    wait_for(lambda: claimed(question), seconds=30, what=lambda: "never claimed")
    Question.objects.update(text="Something else?")
    threads[0].join()
    question.refresh_from_db()
    assert question.spoken_text.startswith("Tell me")
    assert not question.is_spoken
    assert speech.queue_missing_speech() == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_lost_its_claim_writes_nothing(parks: Topic) -> None:
    question = making.question(text="Tell me about a park that you know well. " * 6)
    with spoken_beside(question) as results:
        Question.objects.update(speech_attempt=F("speech_attempt") + 1)
    assert results == [False]
    assert making.stored_files() == set()
    assert not Leftover.objects.exists()


def test_what_is_queued_is_not_queued_again(question: Question) -> None:
    assert speech.queue_missing_speech() == 1
    assert speech.queue_missing_speech() == 0
    speech.queue_speech(question=question)
    assert queue() == [(question.pk, 0)]


def test_who_waits_passes_what_is_made_ahead(parks: Topic) -> None:
    first, second, third = (making.question(text=text) for text in ("One?", "Two?", "Three?"))
    speech.queue_missing_speech()
    for _ in range(3):
        speech.queue_speech(question=third, urgent=True)
    assert queue() == [(third.pk, speech.URGENT), (first.pk, 0), (second.pk, 0), (third.pk, 0)]


def test_only_published_questions_are_spoken_ahead(parks: Topic) -> None:
    making.question(state=Question.State.DRAFT)
    making.question(state=Question.State.RETIRED)
    assert speech.queue_missing_speech() == 0


def test_a_question_being_spoken_is_left_alone_until_its_worker_is_silent(question: Question) -> None:
    Question.objects.update(speech_lease_until=in_seconds(30))
    assert speech.queue_missing_speech() == 0
    assert not speech.speak_question(question_id=question.pk)
    Question.objects.update(speech_lease_until=in_seconds(-1))
    assert speech.queue_missing_speech() == 1
    assert speech.speak_question(question_id=question.pk)


def test_what_cannot_be_spoken_now_is_put_off(question: Question, settings: Settings) -> None:
    settings.MIN_FREE_BYTES = 2**62
    assert not speech.speak_question(question_id=question.pk)
    settings.MIN_FREE_BYTES = 0
    assert speech.queue_missing_speech() == 0
    assert not speech.speak_question(question_id=question.pk)
    assert Question.objects.filter(speech_lease_until__gt=in_seconds(speech.AGAIN_SECONDS - 60)).exists()
    Question.objects.update(speech_lease_until=in_seconds(-1))
    assert speech.speak_question(question_id=question.pk)
