"""Taking a request: whatever they all press, one instructor gets it."""

import pytest

from accounts.models import User
from consults.exceptions import AlreadyClaimed, Busy, NotWaiting, OwnScript
from consults.models import Consult
from consults.services import rooms
from consults.services.requests import cancel_consult, claim_consult
from opickme.errors import DomainError
from tests.consults import making
from tests.people import person
from tests.race import at_once

State = Consult.State
INSTRUCTORS = 50


def attempt(instructor: User, consult: Consult) -> str:
    try:
        return claim_consult(instructor=instructor, consult=consult).state
    except DomainError as refusal:
        return refusal.code


def test_the_one_who_takes_it_has_it(learner, instructor):
    taken = making.claimed(learner, instructor)
    assert (taken.state, taken.instructor) == (State.MATCHED, instructor)
    assert taken.claimed_at is not None


def test_taking_it_again_is_no_error(learner, instructor):
    taken = making.claimed(learner, instructor)
    assert claim_consult(instructor=instructor, consult=taken).claimed_at == taken.claimed_at


@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(300)
def test_of_fifty_at_once_one_wins(learner: User) -> None:
    instructors = [person(f"teacher{n}", role=User.Role.INSTRUCTOR) for n in range(INSTRUCTORS)]
    consult = making.consult(learner)
    answers = at_once([lambda who=who: attempt(who, consult) for who in instructors])
    assert sorted(answers) == ["already_claimed"] * (INSTRUCTORS - 1) + ["matched"]
    winner = instructors[answers.index("matched")]
    assert Consult.objects.get().instructor == winner


@pytest.mark.django_db(transaction=True)
def test_an_instructor_who_takes_many_at_once_gets_one(instructor: User) -> None:
    consults = making.waiting(8)
    answers = at_once([lambda each=each: attempt(instructor, each) for each in consults])
    assert sorted(answers) == ["busy"] * 7 + ["matched"]
    assert Consult.objects.filter(instructor=instructor).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_request_is_either_cancelled_or_taken(learner: User, instructor: User) -> None:
    for _ in range(10):
        consult = making.consult(learner)
        calls = [lambda: attempt(instructor, consult), lambda: cancel_consult(consult=consult).state]  # noqa: B023
        taken, cancelled = at_once(calls)
        # A taken one can still be cancelled: the other way round it must not be.
        assert cancelled == State.CANCELLED
        assert taken in {"matched", "not_waiting", "cancelled", "already_claimed"}
        stored = Consult.objects.latest("requested_at")
        assert (stored.state, stored.open_learner_id, stored.open_instructor_id) == (State.CANCELLED, None, None)


def test_the_second_is_told_that_another_one_has_it(learner, instructor, rival):
    taken = making.claimed(learner, instructor)
    with pytest.raises(AlreadyClaimed):
        claim_consult(instructor=rival, consult=taken)


def test_a_cancelled_request_is_not_waiting_any_more(learner, instructor):
    cancelled = cancel_consult(consult=making.consult(learner))
    with pytest.raises(NotWaiting):
        claim_consult(instructor=instructor, consult=cancelled)


def test_who_is_in_a_call_takes_no_second_one(learner, other_learner, instructor):
    call = making.called(learner, instructor)
    with pytest.raises(Busy) as refusal:
        claim_consult(instructor=instructor, consult=making.consult(other_learner))
    assert refusal.value.extra == {"id": str(call.pk)}
    rooms.drop_consult(consult=call, instructor=instructor)
    waiting = Consult.objects.waiting().get()
    assert claim_consult(instructor=instructor, consult=waiting).state == State.MATCHED


def test_a_deserted_consult_holds_nobody(learner, other_learner, instructor, settings):
    deserted = making.claimed(learner, instructor, instructor_seen_at=making.ago(settings.CONSULT_HOLD_SECONDS + 5))
    waiting = making.consult(other_learner)
    making.here(instructor, deserted.place)
    assert attempt(instructor, waiting) == "busy"  # he sits in that room
    making.here(instructor, deserted.place, seconds_ago=60)
    assert attempt(instructor, waiting) == "matched"


def test_nobody_corrects_his_own_script(learner, instructor):
    own = making.consult(learner)
    User.objects.filter(pk=learner.pk).update(role=User.Role.INSTRUCTOR)
    with pytest.raises(OwnScript):
        claim_consult(instructor=learner, consult=own)
