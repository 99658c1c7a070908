"""A change that the database has undone for another one's sake is made again."""

import pytest
from django.db import OperationalError, transaction

from opickme.deadlocks import ATTEMPTS, made_again

DEADLOCK = (1213, "Deadlock found when trying to get lock; try restarting transaction")


class Change:
    """Fails as often as told, then works."""

    def __init__(self, *failures: tuple[object, ...]) -> None:
        self.failures = list(failures)
        self.tries = 0

    def __call__(self, word: str) -> str:
        self.tries += 1
        if self.failures:
            raise OperationalError(*self.failures.pop())
        return word


@pytest.mark.django_db(transaction=True)
def test_it_is_made_until_it_stands() -> None:
    change = Change(*[DEADLOCK] * (ATTEMPTS - 1))
    assert made_again(change.__call__)("done") == "done"
    assert change.tries == ATTEMPTS


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("failures", "tries"),
    [([DEADLOCK] * ATTEMPTS, ATTEMPTS), ([(2006, "gone away")], 1), ([("database is locked",)], 1), ([()], 1)],
)
def test_other_faults_and_endless_ones_are_told(failures: list[tuple[object, ...]], tries: int) -> None:
    change = Change(*failures)
    with pytest.raises(OperationalError):
        made_again(change.__call__)("done")
    assert change.tries == tries


@pytest.mark.django_db(transaction=True)
def test_inside_of_a_transaction_the_transaction_has_to_begin_anew() -> None:
    change = Change(DEADLOCK)
    with pytest.raises(OperationalError), transaction.atomic():
        made_again(change.__call__)("done")
    assert change.tries == 1
