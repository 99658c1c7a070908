"""The question bank's files, brought into the database."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from simple_history.utils import bulk_update_with_history

from scripts.models import Combo, Question, State, Topic
from scripts.opic import FIRST_DIFFICULTY, Level, QuestionType

FILES = Path(__file__).resolve().parent.parent / "bank" / "topics"
SOURCE = "Written for OPIck me"
REASON = "The bank's files"
INTRODUCTION_DIFFICULTY: dict[str, int] = {Level.IL: 1, Level.IM: 3, Level.IH: 4, Level.AL: 5}
"""A self-introduction is asked of everybody; how much is expected grows with the grade."""

Row = TypeVar("Row", Topic, Question, Combo)


@dataclass(slots=True)
class Loaded:
    """What loading the files has done."""

    topics: int
    added: int = 0
    changed: int = 0
    kept: int = 0
    """Questions of which the files changed something that staff have edited: that is left as it is."""
    combos: int = 0


def load_bank(*, folder: Path = FILES) -> Loaded:
    """Bring the files' topics, questions and combos into the database; running it again changes nothing.

    What staff have edited is never overwritten, field by field; a state is staff's own once the row is there, and so
    are a question's level and type; nothing is ever removed.
    """
    files = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml"))]
    try:
        return _load(files)
    except IntegrityError:
        # Another process was loading at the same time and has added what we wanted to add.
        return _load(files)


@transaction.atomic
def _load(files: list[dict[str, Any]]) -> Loaded:
    loaded = Loaded(topics=len(files))
    _store(Topic, _rows(Topic, files, _topic_facts, by="slug"), by="slug")
    topics = {topic.slug: topic for topic in Topic.objects.filter(slug__in=[entry["slug"] for entry in files])}
    rows = _rows(Question, files, lambda entry: _question_facts(entry, topics[entry["slug"]]), by="key")
    _store(Question, rows, by="key")
    loaded.added, loaded.changed, loaded.kept = len(rows.added), len(rows.changed) - len(rows.kept), len(rows.kept)
    questions = {question.key: question for question in Question.objects.exclude(key=None).only("pk", "key")}
    combos = _rows(Combo, files, lambda entry: _combo_facts(entry, topics[entry["slug"]], questions), by="key")
    _store(Combo, combos, by="key")
    loaded.combos = len(combos.added)
    return loaded


@dataclass(slots=True)
class _Rows:
    added: list[Any] = field(default_factory=list)
    changed: list[Any] = field(default_factory=list)
    kept: list[Any] = field(default_factory=list)
    fields: set[str] = field(default_factory=set)


def _rows(model: type[Row], files: Iterable[dict[str, Any]], facts_of: Any, *, by: str) -> _Rows:
    """Compare what the files give with what is there: `facts_of(entry)` yields (fixed, renewable) of each row."""
    # Locked: an edit that staff save this very moment is seen, or waits.
    known = {getattr(row, by): row for row in model._default_manager.select_for_update().exclude(**{by: None})}
    rows = _Rows()
    for entry in files:
        for fixed, given in facts_of(entry):
            row = known.get(fixed[by])
            if row is None:
                rows.added.append(model(**fixed, **given, from_bank=given, state=State.PUBLISHED))
            elif row.from_bank != given:
                _renew(row, given, rows)
    return rows


def _renew(row: Any, given: dict[str, Any], rows: _Rows) -> None:
    before = dict(row.from_bank)
    rows.changed.append(row)
    for name, value in given.items():
        if before.get(name, "") == value:
            continue
        if getattr(row, name) == before.get(name, ""):
            setattr(row, name, value)
            rows.fields.add(name)
        elif getattr(row, name) != value and row not in rows.kept:
            rows.kept.append(row)
    row.from_bank = given


def _store(model: Any, rows: _Rows, *, by: str) -> None:
    if rows.added:
        model.objects.bulk_create(rows.added, batch_size=500)
        # Read again: MySQL does not say which ids it gave.
        stored = model.objects.filter(**{f"{by}__in": [getattr(row, by) for row in rows.added]})
        model.history.bulk_history_create(list(stored), batch_size=500, default_change_reason=REASON)
    if rows.changed:
        fields = [*sorted(rows.fields), "from_bank"]
        bulk_update_with_history(rows.changed, model, fields, batch_size=200, default_change_reason=REASON)


def _topic_facts(entry: dict[str, Any]) -> Iterable[tuple[dict[str, Any], dict[str, Any]]]:
    given = {name: entry[name] for name in ("category", "name_ko", "name_en")} | {"position": entry["order"]}
    yield {"slug": entry["slug"]}, given


def _question_facts(entry: dict[str, Any], topic: Topic) -> Iterable[tuple[dict[str, Any], dict[str, Any]]]:
    for row in entry["questions"]:
        fixed = {"key": row["key"], "topic": topic, "level": row["level"], "type": row["type"]}
        given = {"text": row["text"], "difficulty": difficulty(row["type"], row["level"])}
        given |= {name: row.get(name, "") for name in ("text_ko", "hint", "hint_ko")}
        yield fixed, {**given, "source": SOURCE}


def _combo_facts(
    entry: dict[str, Any], topic: Topic, questions: dict[str | None, Question]
) -> Iterable[tuple[dict[str, Any], dict[str, Any]]]:
    for row in entry.get("combos", []):
        ids = [questions[key].pk for key in row["questions"]]
        slots = dict(zip(("first_id", "second_id", "third_id"), [*ids, None], strict=False))
        yield {"key": row["key"], "topic": topic, "kind": row["kind"]}, slots


def difficulty(type: str, level: str) -> int:
    """How hard a question of this type is, as a self-assessment (1 to 6)."""
    return INTRODUCTION_DIFFICULTY[level] if type == QuestionType.T01 else FIRST_DIFFICULTY[type]
