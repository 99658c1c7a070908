"""Many rows of every model that the desk lists, made quickly."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from accounts.models import User
from consults.models import Consult
from feedback.models import Feedback
from scripts.models import Combo, Question, Script, Topic

NOW = timezone.now()


def users(numbers: range) -> None:
    bulk(User, numbers, lambda n: {"username": f"u{n}", "email": f"u{n}@example.com", "nickname": f"U {n}"})


def topics(numbers: range) -> None:
    bulk(
        Topic, numbers, lambda n: {"slug": f"t{n}", "name_ko": f"주제 {n}", "name_en": f"T {n}", "category": "leisure"}
    )


def questions(numbers: range) -> None:
    about = keys(Topic, numbers)
    bulk(Question, numbers, lambda n: {"topic_id": about[n], "level": "IM", "type": "T06", "text": f"What is {n}?"})
    Question.history.bulk_create(
        Question.history.model(history_date=NOW, history_type="+", **plain(question))
        for question in Question.objects.filter(pk__in=keys(Question, numbers).values())
    )


def plain(question: Question) -> dict[str, Any]:
    names = ("id", "topic_id", "level", "type", "text", "created_at")
    return {name: getattr(question, name) for name in names}


def combos(numbers: range) -> None:
    about, asked = keys(Topic, numbers), keys(Question, numbers)
    bulk(
        Combo,
        numbers,
        lambda n: {"topic_id": about[n], "kind": "unexpected", "first_id": asked[n], "second_id": asked[n]},
    )


def scripts(numbers: range) -> None:
    whose, asked = keys(User, numbers), keys(Question, numbers)
    bulk(
        Script,
        numbers,
        lambda n: {
            "learner_id": whose[n],
            "question_id": asked[n],
            "category": "leisure",
            "client_id": uuid.uuid4(),
            "state": ("done", "failed", "pending")[n % 3],
            "error": "no_speech" if n % 3 == 1 else "",
            "created_at": NOW - timedelta(minutes=n),
        },
    )


def consults(numbers: range) -> None:
    whose, about = keys(User, numbers), keys(Script, numbers)
    bulk(
        Consult,
        numbers,
        lambda n: {
            "script_id": about[n],
            "learner_id": whose[n],
            "instructor_id": whose[n],
            "state": ("waiting", "completed")[n % 2],
            "requested_at": NOW - timedelta(minutes=n),
        },
    )


def feedback(numbers: range) -> None:
    whose, about = keys(User, numbers), keys(Script, numbers)
    calls = list(Consult.objects.filter(feedback=None).values_list("pk", flat=True)[: len(numbers)])
    bulk(
        Feedback,
        numbers,
        lambda n: {
            "script_id": about[n],
            "consult_id": calls[n - numbers.start],
            "learner_id": whose[n],
            "instructor_id": whose[n],
            "category": "leisure",
        },
    )


def groups(numbers: range) -> None:
    bulk(Group, numbers, lambda n: {"name": f"group {n}"})


def attempts(numbers: range) -> None:
    bulk(AccessAttempt, numbers, lambda n: {"username": f"u{n}", "ip_address": "10.0.0.1", "failures_since_start": 1})


def log(numbers: range) -> None:
    whose, asked = keys(User, numbers), keys(Question, numbers)
    kind = ContentType.objects.get_for_model(Question).pk
    bulk(
        LogEntry,
        numbers,
        lambda n: {"user_id": whose[n], "content_type_id": kind, "object_id": str(asked[n]), "action_flag": 2},
    )


MAKERS: dict[type, Callable[[range], None]] = {
    User: users,
    Topic: topics,
    Question: questions,
    Combo: combos,
    Script: scripts,
    Consult: consults,
    Feedback: feedback,
    Group: groups,
    AccessAttempt: attempts,
    LogEntry: log,
}
"""In the order in which they need one another."""


def bulk(model: Any, numbers: range, fields: Callable[[int], dict[str, Any]]) -> None:
    model._default_manager.bulk_create((model(**fields(n)) for n in numbers), batch_size=500)


def keys(model: Any, numbers: range) -> dict[int, Any]:
    """Keys of the rows that were made for these numbers: the last ones."""
    found = list(model._default_manager.order_by("-pk").values_list("pk", flat=True)[: len(numbers)])
    return dict(zip(numbers, reversed(found), strict=True))
