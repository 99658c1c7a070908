"""What curators do with the bank: publish and retire, with history; have a question spoken anew; see how it fares."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Avg, Count, Max, Q, QuerySet
from simple_history.utils import bulk_update_with_history

from accounts.models import User
from opickme.deadlocks import made_again
from scripts.models import Combo, Question, Script, State, Topic
from scripts.services import files, speech
from scripts.services.similarity import most_alike

URGENT_UP_TO = 50
"""So many questions that are published together are spoken before everything else; more would hold up learners."""
BATCH = 500

Curated = QuerySet[Topic] | QuerySet[Question] | QuerySet[Combo]


def set_state(*, rows: Curated, state: State, author: User) -> int:
    """Bring the rows into `state` and return how many were not in it. Again is no error and no change."""
    changed = 0
    keys = list(rows.exclude(state=state).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        changed += _set_batch(rows.model, keys[start : start + BATCH], state, author)
    if rows.model is Question and state == State.PUBLISHED and changed:
        have_spoken(keys)
    return changed


@made_again
@transaction.atomic
def _set_batch(model: Any, keys: list[int], state: State, author: User) -> int:
    rows = list(model.objects.select_for_update().filter(pk__in=keys).exclude(state=state))
    for row in rows:
        row.state = state
    if rows:
        bulk_update_with_history(rows, model, ["state"], batch_size=BATCH, default_user=author)
    return len(rows)


def have_spoken(keys: Iterable[int]) -> None:
    """Have the published ones of these questions spoken once the surrounding transaction is committed."""
    transaction.on_commit(partial(_queue_speech, list(keys)))


def _queue_speech(keys: list[int]) -> None:
    if len(keys) > URGENT_UP_TO:
        speech.queue_missing_speech()
        return
    for question in Question.objects.published().unspoken().filter(pk__in=keys):
        speech.queue_speech(question=question, urgent=True)


@made_again
@transaction.atomic
def speak_again(*, questions: QuerySet[Question]) -> int:
    """Throw away the audio of these questions and have it made again; return how many.

    A draft is spoken as well, so that one hears it before it is published.
    """
    found = list(questions.select_for_update().exclude(state=State.RETIRED))
    for question in found:
        files.drop(question.audio.name or "")
    Question.objects.filter(pk__in=[question.pk for question in found]).update(
        audio="", spoken_text="", speech_lease_until=None
    )
    for question in found:
        transaction.on_commit(partial(speech.queue_speech, question=question, urgent=len(found) <= URGENT_UP_TO))
    return len(found)


def new_key(question: Question) -> str:
    """A key for a question that was given none: sheets know it by this, whatever becomes of its text."""
    return f"{question.topic.slug}-{question.level}-{question.type}-{secrets.token_hex(4)}".lower()


@dataclass(frozen=True, slots=True)
class Alike:
    """A question that says nearly the same."""

    question: Question
    similarity: float
    """The part of their three-word sequences that both have, 0 to 1."""

    @property
    def percent(self) -> int:
        return round(self.similarity * 100)


def alike(*, text: str, besides: int | None = None) -> list[Alike]:
    """Return the questions, retired ones left out, that are near-duplicates of `text`, most alike first."""
    others = Question.objects.living().exclude(pk=besides or 0).order_by().values_list("pk", "text")
    scores = dict(most_alike(text, others.iterator(chunk_size=2000)))
    found = Question.objects.filter(pk__in=scores).select_related("topic")
    return sorted((Alike(question, scores[question.pk]) for question in found), key=lambda one: -one.similarity)


@dataclass(frozen=True, slots=True)
class Usage:
    """How a question fares with learners."""

    answers: int = 0
    mean_seconds: float = 0.0
    """Mean length of the answers whose words were recognised."""
    failures: int = 0


def usage(keys: Iterable[int]) -> Mapping[int, Usage]:
    """Return the usage of each of these questions that was ever answered. One query over an index."""
    done = Q(state=Script.State.DONE)
    rows = (
        Script.objects.filter(question__in=list(keys))
        .order_by()
        .values("question")
        .annotate(
            answers=Count("pk"),
            mean=Avg("duration", filter=done),
            failures=Count("pk", filter=Q(state=Script.State.FAILED)),
        )
    )
    return {row["question"]: Usage(row["answers"], row["mean"] or 0.0, row["failures"]) for row in rows}


def last_answer(question: Question) -> Any:
    """When the question was answered last; None where it never was."""
    return question.scripts.aggregate(at=Max("created_at"))["at"]
