"""The question bank's files, brought into the database."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from scripts.models import Question, Topic

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

    Topics are as the files say. A question's text that staff have edited is never overwritten; its level, type and
    state are staff's own once it is there; no question is ever removed.
    """
    files = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml"))]
    try:
        return _load(files)
    except IntegrityError:
        # Another process was loading at the same time and has added what we wanted to add.
        return _load(files)


@transaction.atomic
def _load(files: list[dict[str, Any]]) -> Loaded:
    topics = {entry["slug"]: _load_topic(entry) for entry in files}
    # Locked: an edit that staff save this very moment is seen, or waits.
    known = {question.key: question for question in Question.objects.select_for_update().exclude(key=None)}
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
