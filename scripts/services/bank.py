"""The question bank's files and the choice of a question."""

import random
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Count, Q

from accounts.models import User
from scripts.exceptions import NoQuestion, UnknownChoice
from scripts.models import Question, Topic
from scripts.opic import Level

FILES = Path(__file__).resolve().parent.parent / "bank" / "topics"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading the files has done."""

    topics: int
    added: int
    changed: int
    kept: int
    """Questions whose text staff have edited: left as they are."""


def load_bank(*, folder: Path = FILES) -> Loaded:
    """Bring the files' topics and questions into the database; running it again changes nothing.

    A text that staff have edited is never overwritten, a state never touched, a question never removed.
    """
    files = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml"))]
    with transaction.atomic():
        topics = {entry["slug"]: _load_topic(entry) for entry in files}
        known = {q.key: q for q in Question.objects.exclude(key=None).select_related("topic")}
        added, changed, kept = [], [], 0
        for entry in files:
            for row in entry["questions"]:
                question = known.get(row["key"])
                if question is None:
                    added.append(_new(topics[entry["slug"]], row))
                elif question.bank_text != row["text"]:
                    kept += question.text != question.bank_text
                    changed.append(_renewed(question, row["text"]))
        Question.objects.bulk_create(added)
        Question.objects.bulk_update(changed, ["text", "bank_text"])
    return Loaded(topics=len(topics), added=len(added), changed=len(changed) - kept, kept=kept)


def choose_question(*, learner: User, topic: str, level: str) -> Question:
    """Return a published question of the cell, at random among those that the learner has answered least.

    Raises UnknownChoice or NoQuestion.
    """
    if level not in Level.values or not Topic.objects.filter(slug=topic).exists():
        raise UnknownChoice
    answered = Count("scripts", filter=Q(scripts__learner=learner))
    cell = Question.objects.published().filter(topic__slug=topic, level=level)
    counts = list(cell.annotate(answered=answered).order_by().values_list("pk", "answered"))
    if not counts:
        raise NoQuestion
    least = min(count for _, count in counts)
    chosen = random.choice([pk for pk, count in counts if count == least])  # noqa: S311 (no secret)
    return Question.objects.select_related("topic").get(pk=chosen)


def _load_topic(entry: dict[str, Any]) -> Topic:
    facts = {
        "category": entry["category"],
        "position": entry["order"],
        "name_ko": entry["name_ko"],
        "name_en": entry["name_en"],
    }
    topic, created = Topic.objects.get_or_create(slug=entry["slug"], defaults=facts)
    if not created and any(getattr(topic, name) != value for name, value in facts.items()):
        Topic.objects.filter(pk=topic.pk).update(**facts)
    return topic


def _new(topic: Topic, row: dict[str, str]) -> Question:
    return Question(
        key=row["key"], topic=topic, level=row["level"], type=row["type"], text=row["text"], bank_text=row["text"]
    )


def _renewed(question: Question, text: str) -> Question:
    if question.text == question.bank_text:
        question.text = text
    question.bank_text = text
    return question
