"""Leases: by the database's clock, renewed while the work runs, and no longer."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from opickme.clock import UtcNow, in_seconds
from scripts.models import Question, Script
from scripts.services.lease import kept_alive
from scripts.services.recognition import claim_script, renew_lease
from tests.e2e.site import wait_for
from tests.scripts import making


@pytest.fixture
def quick(settings: Settings) -> None:
    settings.LEASE_SECONDS = 0.15


def calls_of(answers: list[object]) -> tuple[list[object], Callable[[], bool]]:
    """A renewal that gives `answers` one after the other, raising what is an exception, and what it has given."""
    given: list[object] = []

    def renew() -> bool:
        given.append(answers[len(given)])
        if isinstance(given[-1], Exception):
            raise given[-1]
        return bool(given[-1])

    return given, renew


@pytest.mark.django_db(transaction=True)
def test_while_the_work_runs_the_lease_is_renewed(quick: None, learner: User, question: Question) -> None:
    script = making.script(learner, question, state="pending")
    claim = claim_script(script_id=script.pk)
    assert claim is not None
    Script.objects.update(lease_until="2001-01-01T00:00:00Z")
    with kept_alive(partial(renew_lease, claim)):
        wait_for(lambda: not Script.objects.abandoned().exists(), seconds=20, what=lambda: "never renewed")
    Script.objects.update(lease_until="2001-01-01T00:00:00Z")
    assert Script.objects.abandoned().exists(), "the work is over"


def test_a_claim_that_is_lost_is_not_asked_for_again(quick: None) -> None:
    given, renew = calls_of([True, False])
    with kept_alive(renew):
        wait_for(lambda: len(given) == 2, seconds=20, what=lambda: str(given))
    assert given == [True, False]


def test_a_database_that_is_away_for_a_moment_loses_no_claim(quick: None) -> None:
    given, renew = calls_of([OperationalError("gone away"), OperationalError("gone away"), True, False])
    with kept_alive(renew):
        wait_for(lambda: len(given) == 4, seconds=20, what=lambda: str(given))


@pytest.fixture(params=["+00:00", "+09:00", "-05:00"])
def _zone(request: pytest.FixtureRequest, db: None) -> Iterator[None]:
    """A database server that stands in another time zone. SQLite stands in none."""
    zones = [request.param, "SYSTEM"] if connection.vendor == "mysql" else []
    with connection.cursor() as cursor:
        for zone in zones[:1]:
            cursor.execute("SET time_zone = %s", [zone])
        yield
        for zone in zones[1:]:
            cursor.execute("SET time_zone = %s", [zone])


@pytest.mark.usefixtures("_zone")
def test_the_clock_is_utc_wherever_the_server_stands(learner: User) -> None:
    User.objects.update(last_login=UtcNow())
    learner.refresh_from_db()
    assert abs(timezone.now() - learner.last_login) < timedelta(minutes=5)
    User.objects.update(last_login=in_seconds(-3600))
    learner.refresh_from_db()
    assert abs(timezone.now() - learner.last_login - timedelta(hours=1)) < timedelta(minutes=5)
