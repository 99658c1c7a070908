"""A large site in a moment: rows made by the database itself, SQLite, MariaDB or MySQL."""

import json
from typing import Any

from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone

from accounts.models import User
from consults.models import Consult
from feedback.models import Feedback
from scripts.models import Combo, Question, Script, Topic

LEARNERS, INSTRUCTORS, TEXT = 20_000, 200, "I usually run along the river with my friend and then we sit down. " * 5
YEAR = 365 * 24 * 3600


def fill(*, questions: int, scripts: int) -> User:
    """Fill the tables; return somebody of the staff. A tenth of the scripts has a consult, half of these feedback."""
    connection.ensure_connection()
    run("PRAGMA synchronous=OFF", sqlite_alone=True)
    staff = User.objects.create_superuser("manager", "manager@example.com", None, nickname="Manager")
    topics = list(Topic.objects.order_by("pk").values_list("pk", flat=True))
    people(), bank(questions, topics), answers(scripts, questions)
    calls(scripts // 10), corrections(scripts // 20), log(staff, questions), attempts()
    run("PRAGMA synchronous=FULL", sqlite_alone=True)
    return staff


def run(sql: str, *, sqlite_alone: bool = False) -> None:
    if connection.vendor == "sqlite" or not sqlite_alone:
        with connection.cursor() as cursor:
            cursor.execute(sql)


def by_vendor(*, sqlite: str, mysql: str) -> str:
    """The expression of the database that is in use."""
    return sqlite if connection.vendor == "sqlite" else mysql


def insert(model: Any, count: int, **columns: str) -> None:
    """Insert `count` rows: each column is an SQL expression of `n` from 1, the others have their defaults."""
    shapes = {field.column: _default(field) for field in model._meta.concrete_fields}
    shapes |= {model._meta.get_field(name).column: shape for name, shape in columns.items()}
    numbers = f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count})"
    quote = connection.ops.quote_name
    names, values = ", ".join(quote(name) for name in shapes), ", ".join(shapes.values())
    run(f"INSERT INTO {quote(model._meta.db_table)} ({names}) {numbers} SELECT {values} FROM numbers")


def _default(field: Any) -> str:
    if field.primary_key or field.null:
        return "NULL"
    value = field.get_default()
    if field.get_internal_type() == "DateTimeField":
        return ago("0")
    if isinstance(value, dict | list):
        return f"'{json.dumps(value)}'"
    return str(int(value)) if isinstance(value, bool) else str(value) if isinstance(value, int | float) else "''"


def ago(seconds: str) -> str:
    """The moment so many seconds ago, as Django stores it."""
    now = timezone.now().astimezone(tz=None).strftime("%s")
    return by_vendor(
        sqlite=f"strftime('%Y-%m-%d %H:%M:%S', {now} - ({seconds}), 'unixepoch')",
        mysql=f"UTC_TIMESTAMP() - INTERVAL ({seconds}) SECOND",
    )


def number(of: str) -> str:
    """A UUID made of a number."""
    return by_vendor(sqlite=f"printf('%032x', {of})", mysql=f"lpad(lower(hex({of})), 32, '0')")


def people() -> None:
    shape = {"password": "'!'", "is_active": "1", "date_joined": ago("n * 1500")}
    # With their numbers: MySQL leaves gaps between two statements that insert many.
    insert(
        User,
        LEARNERS,
        id="1 + n",
        username="'learner' || n",
        email="n || '@l.example'",
        nickname="'Learner ' || n",
        **shape,
    )
    shape |= {"role": "'instructor'", "username": "'teacher' || n", "id": f"1 + {LEARNERS} + n"}
    insert(User, INSTRUCTORS, email="n || '@t.example'", nickname="'Teacher ' || n", **shape)


def bank(count: int, topics: list[int]) -> None:
    """Questions beside those of the bank, a tenth of them drafts, and combos of them."""
    topic = f"{topics[0]} + n % {len(topics)}"
    level, kind = (f"substr('{chain}', 1 + {size} * (n % {len(chain) // size}), {size})" for chain, size in CHAINS)
    state = "CASE n % 10 WHEN 0 THEN 'draft' WHEN 1 THEN 'retired' ELSE 'published' END"
    text = "'Question ' || n || ': tell me about the last time you did this. What happened, and who was with you?'"
    spoken = {"audio": "'questions/none.m4a'", "spoken_text": text}
    insert(
        Question, count, topic=topic, level=level, type=kind, state=state, text=text, difficulty="1 + n % 6", **spoken
    )
    first = "(SELECT max(id) FROM scripts_question) - n"
    insert(Combo, count // 10, topic=topic, kind="'unexpected'", first=first, second=f"{first} - 1", state=state)


CHAINS = [("ILIMIHAL", 2), ("T02T05T06T09T13T14", 3)]


def answers(count: int, questions: int) -> None:
    """Scripts of a year: three in a hundred failed, some wait, and one learner has a thousand."""
    state = f"CASE WHEN n > {count} - 40 THEN 'pending' WHEN n % 33 = 0 THEN 'failed' ELSE 'done' END"
    insert(
        Script,
        count,
        id="n",
        learner=f"CASE WHEN n % {max(1, count // 1000)} = 0 THEN 2 ELSE 2 + (n * 7919) % {LEARNERS} END",
        question=f"(SELECT max(id) FROM scripts_question) - (n * 104729) % {questions}",
        question_text="'What did you do?'",
        category="'leisure'",
        client_id=number("n"),
        recording="'recordings/' || n || '.webm'",
        recording_mime="'audio/webm'",
        duration="20 + n % 80",
        text=f"'{TEXT}'",
        state=state,
        error="CASE WHEN n % 33 = 0 THEN CASE n % 5 WHEN 0 THEN 'engine_failed' ELSE 'no_speech' END ELSE '' END",
        created_at=ago(f"({count} - n) * {YEAR / count}"),
        updated_at=ago(f"({count} - n) * {YEAR / count}"),
    )


def calls(count: int) -> None:
    """Consults of a year: some expired, some cancelled, thirty wait."""
    asked = f"({count} - n) * {YEAR / count}"
    state = f"CASE WHEN n > {count} - 30 THEN 'waiting' WHEN n % 9 = 0 THEN 'expired' WHEN n % 13 = 0 THEN 'cancelled'"
    over = f"n <= {count} - 30 AND n % 9 AND n % 13"
    insert(
        Consult,
        count,
        id=number("n"),
        script="n * 10",
        learner="(SELECT learner_id FROM scripts_script WHERE id = n * 10)",
        instructor=f"CASE WHEN {over} THEN 2 + {LEARNERS} + n % {INSTRUCTORS} END",
        state=f"{state} ELSE 'completed' END",
        original=f"'{TEXT}'",
        queued_at=ago(asked),
        learner_seen_at=ago("-3600"),  # nobody is swept out of the line while it is measured
        requested_at=ago(asked),
        claimed_at=f"CASE WHEN {over} THEN {ago(f'{asked} - 70')} END",
        started_at=f"CASE WHEN {over} THEN {ago(f'{asked} - 90')} END",
        ended_at=f"CASE WHEN n <= {count} - 30 THEN {ago(f'{asked} - 700')} END",
        settled_at=f"CASE WHEN n <= {count} - 30 THEN {ago(f'{asked} - 710')} END",
        ended_reason=f"CASE WHEN {over} THEN 'finished' WHEN n % 9 = 0 THEN 'absent' ELSE '' END",
    )


def corrections(count: int) -> None:
    text = f"'{TEXT}'"
    insert(
        Feedback,
        count,
        script="n * 20",
        consult=number("n * 2"),
        learner="(SELECT learner_id FROM scripts_script WHERE id = n * 20)",
        instructor=f"2 + {LEARNERS} + n % {INSTRUCTORS}",
        category="'leisure'",
        created_at=ago(f"({count} - n) * {YEAR / count}"),
        original=text,
        content=text,
        plain=text,
    )


def log(staff: User, questions: int) -> None:
    """What staff did: a line for each question, and its history."""
    kind = ContentType.objects.get_for_model(Question).pk
    shape = {"user": str(staff.pk), "content_type": str(kind), "object_id": "n", "object_repr": "'a question'"}
    insert(LogEntry, questions, action_flag="2", change_message="''", action_time=ago("n * 60"), **shape)
    shape = {"id": "n", "text": "'a question'", "level": "'IM'", "type": "'T06'", "history_date": ago("n * 60")}
    topic = str(Topic.objects.order_by("pk").values_list("pk", flat=True)[0])
    insert(Question.history.model, questions, history_type="'~'", topic=topic, **shape)


def attempts() -> None:
    insert(AccessAttempt, 10_000, username="'learner' || n", ip_address="'10.0.0.1'", failures_since_start="n % 10")
