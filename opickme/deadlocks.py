"""Changes that the database undoes because two of them wait for each other: they are simply made again."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection

P = ParamSpec("P")
T = TypeVar("T")

ATTEMPTS = 4
DEADLOCK = 1213
"""MariaDB's and MySQL's number. SQLite has one writer at a time, and knows no deadlock."""


def made_again(change: Callable[P, T]) -> Callable[P, T]:
    """Make the change again when it was the victim of a deadlock. For what is a transaction of its own: inside of
    another one, that one has to begin anew. What waited for a lock in vain (1205) is not made again: its person has
    waited long enough, and is told to come again.
    """

    @wraps(change)
    def made(*args: P.args, **kwargs: P.kwargs) -> T:
        for _ in range(ATTEMPTS - 1):
            try:
                return change(*args, **kwargs)
            except OperationalError as error:
                if connection.in_atomic_block or error.args[:1] != (DEADLOCK,):
                    raise
        return change(*args, **kwargs)

    return made
