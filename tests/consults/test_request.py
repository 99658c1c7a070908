"""Asking for a consult, the place in line, and cancelling."""

import pytest

from accounts import presence
from accounts.models import User
from consults.exceptions import AlreadyOpen, HasOpenConsult, InCall, RoomClosed, ScriptNotDone
from consults.models import Consult
from consults.services import line, rooms
from consults.services.requests import cancel_consult, request_consult
from scripts.models import Question, Script
from scripts.services.editing import delete_script
from tests.consults import making
from tests.race import at_once
from tests.scripts.making import script

State = Consult.State


def test_a_request_stands_at_the_end_of_the_line(learner, other_learner):
    first, second = making.consult(learner), making.consult(other_learner)
    assert (first.state, second.state) == (State.WAITING, State.WAITING)
    assert [line.position_of(first), line.position_of(second)] == [1, 2]


@pytest.mark.parametrize("state", [Script.State.PENDING, Script.State.RUNNING, Script.State.FAILED])
def test_a_script_without_words_cannot_be_put_before_anybody(learner, question, state):
    with pytest.raises(ScriptNotDone):
        request_consult(learner=learner, script=script(learner, question, state=state))
    assert not Consult.objects.exists()


def test_a_second_request_is_told_of_the_first(learner, question):
    first = making.consult(learner)
    with pytest.raises(AlreadyOpen) as refusal:
        request_consult(learner=learner, script=script(learner, question))
    assert refusal.value.extra == {"id": str(first.pk)}
    assert Consult.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_requests_at_once_one_stands(learner: User, question: Question) -> None:
    own = script(learner, question)

    def ask() -> str:
        try:
            return str(request_consult(learner=learner, script=own).pk)
        except AlreadyOpen as refusal:
            return f"open {refusal.extra['id']}"

    answers = at_once([ask] * 12)
    (consult,) = Consult.objects.all()
    assert sorted(set(answers)) == sorted([str(consult.pk), f"open {consult.pk}"])
    assert answers.count(str(consult.pk)) == 1


def test_a_cancelled_request_leaves_the_line_and_frees_the_learner(learner, other_learner):
    first, second = making.consult(learner), making.consult(other_learner)
    assert cancel_consult(consult=first).state == State.CANCELLED
    assert line.position_of(second) == 1
    assert cancel_consult(consult=first).state == State.CANCELLED  # a second click is no error
    assert making.consult(learner).state == State.WAITING


def test_a_taken_request_can_be_cancelled_until_the_call_begins(learner, instructor):
    taken = making.claimed(learner, instructor)
    assert cancel_consult(consult=taken).state == State.CANCELLED
    call = making.called(learner, instructor)
    with pytest.raises(InCall):
        cancel_consult(consult=call)
    rooms.leave_room(consult=call)
    with pytest.raises(RoomClosed):
        cancel_consult(consult=call)


def test_who_lost_the_instructor_keeps_the_place_in_line(learner, other_learner, instructor):
    taken = making.claimed(learner, instructor)
    behind = making.consult(other_learner)
    rooms.drop_consult(consult=taken, instructor=instructor)
    again = request_consult(learner=learner, script=taken.script)
    assert (line.position_of(again), line.position_of(behind)) == (1, 2)
    assert again.queued_at == taken.queued_at
    assert again.requested_at > taken.requested_at


def test_who_cancelled_himself_goes_to_the_end(learner, other_learner):
    first = making.consult(learner)
    making.consult(other_learner)
    cancel_consult(consult=first)
    assert line.position_of(request_consult(learner=learner, script=first.script)) == 2


def test_a_script_before_an_instructor_is_not_deleted(learner):
    open_one = making.consult(learner)
    with pytest.raises(HasOpenConsult):
        delete_script(script=open_one.script)
    cancel_consult(consult=open_one)
    delete_script(script=open_one.script)
    assert not Script.objects.exists()


def test_the_wait_is_told_only_from_enough_recent_waits(learner, instructor, other_learner):
    making.here(instructor, line.DESK)
    for seconds in (30, 90):
        making.change(
            making.claimed(learner, instructor),
            state=State.COMPLETED,
            open_learner=None,
            open_instructor=None,
            requested_at=making.ago(600 + seconds),
            claimed_at=making.ago(600),
        )
    waiting = making.consult(other_learner)
    assert line.line_for(waiting).wait_seconds is None
    making.change(
        making.claimed(learner, instructor),
        state=State.COMPLETED,
        open_learner=None,
        open_instructor=None,
        requested_at=making.ago(640),
        claimed_at=making.ago(600),
    )
    assert line.line_for(waiting).wait_seconds == 40
    presence.leave(user_id=instructor.pk, place=line.DESK, holder="test")
    assert line.line_for(waiting).wait_seconds is None  # nobody is there who could take it


def test_a_stale_instructor_is_not_online(learner, instructor, rival):
    making.here(instructor, line.DESK)
    making.here(rival, line.DESK, seconds_ago=60)
    assert line.instructors_online() == 1
