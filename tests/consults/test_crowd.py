"""Everybody at once: sweeps of many processes among people who ask, take, cancel and leave."""

import random

import pytest

from accounts.models import User
from consults.models import Consult
from consults.services import rooms, upkeep
from consults.services.requests import cancel_consult, claim_consult, request_consult
from opickme.errors import DomainError
from scripts.models import Script
from tests.consults import making
from tests.people import person
from tests.race import at_once
from tests.scripts.making import question, script

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
State = Consult.State
STEPS = 25


def learn(own: Script, chance: random.Random) -> None:
    """A learner who asks, and then cancels or leaves or waits."""
    for _ in range(STEPS):
        try:
            asked = request_consult(learner=own.learner, script=own)
            making.here(own.learner, "site", seconds_ago=chance.choice([0, 60]))
            chance.choice([cancel_consult, rooms.leave_room, lambda consult: None])(consult=asked)
        except DomainError:
            pass


def teach(instructor: User, chance: random.Random) -> None:
    """An instructor who takes what waits, and drops or journals it."""
    for _ in range(STEPS):
        waiting = Consult.objects.waiting().order_by("?").first()
        try:
            if waiting is not None:
                taken = claim_consult(instructor=instructor, consult=waiting)
                making.here(instructor, taken.place)
                if chance.random() < 0.5:
                    rooms.journal(consult=taken, instructor=instructor, content=making.HTML)
                rooms.drop_consult(consult=taken, instructor=instructor)
        except DomainError:
            pass


def sweep() -> None:
    for _ in range(STEPS):
        upkeep.keep_order()


def test_nobody_is_told_of_a_fault_and_nothing_is_left_half_done() -> None:
    asked = question()
    scripts = [script(person(f"learner{n}"), asked) for n in range(4)]
    instructors = [person(f"teacher{n}", role=User.Role.INSTRUCTOR) for n in range(4)]
    acts = [lambda own=own: learn(own, random.Random(own.pk)) for own in scripts]
    acts += [lambda who=who: teach(who, random.Random(who.pk)) for who in instructors]
    at_once([*acts, sweep, sweep, sweep])
    assert Consult.objects.count() > len(scripts)
    for consult in Consult.objects.all():
        held = (consult.open_learner_id is not None, consult.open_instructor_id is not None)
        assert held == (consult.is_open, consult.state in {State.MATCHED, State.IN_PROGRESS}), consult
        assert consult.is_open == (consult.ended_at is None)
        assert (consult.instructor_id is None) == (consult.claimed_at is None)
