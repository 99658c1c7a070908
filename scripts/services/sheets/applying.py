"""What a plan says, written into the bank.

In SQL of our own: an SQLite has one writer, and instances of the model would hold the others up for three times as long
while a hundred thousand lines are imported (measured).
"""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from django.db import connection
from django.utils import timezone

from accounts.models import User
from scripts.models import Question
from scripts.services.sheets.known import FIELDS
from scripts.services.sheets.plan import Change, Plan

BATCH = 500
T = TypeVar("T")


class Stale(Exception):
    """A question is not as it was when the plan was made."""


def write(plan: Plan, *, user: User, reason: str) -> list[int]:
    """Write the plan with its history and return the ids of the questions. Raises Stale or IntegrityError.

    Call it in a transaction: half of it may be written when it raises.
    """
    touched: list[int] = []
    for changes in _batches(plan.new):
        ids = _added(changes)
        _remember(ids, kind="+", user=user, reason=reason)
        touched += ids
    for changes in _batches(plan.changed):
        ids = _changed(changes)
        _remember(ids, kind="~", user=user, reason=reason)
        touched += ids
    return touched


def _added(changes: Sequence[Change]) -> list[int]:
    given = ["key", *FIELDS]
    fresh = Question()
    others = {
        str(field.column): field.get_db_prep_save(field.pre_save(fresh, add=True), connection)
        for field in Question._meta.concrete_fields
        if field.attname not in given and not field.primary_key
    }
    names, places = _names([*others, *given]), ", ".join(["%s"] * (len(others) + len(given)))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {_table(Question)} ({names}) VALUES ({places})",  # noqa: S608 (names of ours)
            [(*others.values(), change.key, *change.after) for change in changes],
        )
    keys = [change.key for change in changes]
    return list(Question.objects.filter(key__in=keys).order_by("pk").values_list("pk", flat=True))


def _changed(changes: Sequence[Change]) -> list[int]:
    ids = [change.pk for change in changes if change.pk]
    locked = Question.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk", *FIELDS)
    if {pk: tuple(values) for pk, *values in locked} != {change.pk: change.before for change in changes}:
        raise Stale
    sets = ", ".join(f"{connection.ops.quote_name(name)} = %s" for name in [*FIELDS, "updated_at"])
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {_table(Question)} SET {sets} WHERE id = %s",  # noqa: S608 (names of ours)
            [(*change.after, _now(), change.pk) for change in changes],
        )
    return ids


def _remember(ids: Sequence[int], *, kind: str, user: User, reason: str) -> None:
    """Write a row of history for each question as it is now."""
    history: Any = Question.history.model
    said = {"history_user_id": user.pk, "history_type": kind, "history_change_reason": reason, "history_date": _now()}
    columns = [field.column for field in history.tracked_fields]
    values = f"{', '.join(['%s'] * len(said))}, {_names(columns)}"
    sql = f"INSERT INTO {_table(history)} ({_names([*said, *columns])}) SELECT {values} FROM {_table(Question)}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} WHERE id IN ({', '.join(['%s'] * len(ids))}) ORDER BY id", [*said.values(), *ids])


def _names(columns: Sequence[str]) -> str:
    return ", ".join(map(connection.ops.quote_name, columns))


def _table(model: Any) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _now() -> Any:
    return connection.ops.adapt_datetimefield_value(timezone.now())


def _batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]
