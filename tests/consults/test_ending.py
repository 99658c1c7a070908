"""Every way in which a call ends, and what is left of it for its instructor."""

import pytest
from django.db import transaction

from accounts.models import User
from consults.exceptions import NotYours, RoomClosed
from consults.models import Consult
from consults.services import line, rooms
from consults.services.requests import claim_consult, request_consult
from tests.consults import making
from tests.race import at_once

State, Reason = Consult.State, Consult.Reason


@pytest.fixture
def gone(settings):
    """When an instructor was last seen who has been away for longer than the hold lasts."""
    return making.ago(settings.CONSULT_HOLD_SECONDS + 5)


def stored(consult):
    return Consult.objects.with_all().get(pk=consult.pk)


def facts(consult):
    now = stored(consult)
    return now.state, now.ended_reason, now.is_settled


def unfinished(instructor):
    return [row.pk for row in Consult.objects.taken_by(instructor).unfinished()]


def finish(consult, instructor, feedback_id=7):
    """What the feedback app does when it stores the corrections."""
    with transaction.atomic():
        rooms.complete(rooms.lock_for_finish(consult_id=consult.pk, instructor=instructor), feedback_id=feedback_id)


def test_a_learner_who_leaves_lets_the_instructor_finish(learner, instructor):
    call = making.called(learner, instructor)
    assert rooms.leave_room(consult=call).state == State.COMPLETED
    assert facts(call) == (State.COMPLETED, Reason.LEARNER_LEFT, False)
    assert unfinished(instructor) == [call.pk]  # though nothing was journalled yet: he may be typing
    assert rooms.leave_room(consult=call).ended_at == stored(call).ended_at  # again is no error
    rooms.journal(consult=call, instructor=instructor, content=making.HTML)
    finish(call, instructor)
    assert facts(call) == (State.COMPLETED, Reason.LEARNER_LEFT, True)
    assert unfinished(instructor) == []


def test_to_leave_before_the_call_is_to_cancel(learner, instructor):
    taken = making.claimed(learner, instructor)
    assert rooms.leave_room(consult=taken).state == State.CANCELLED
    assert facts(taken) == (State.CANCELLED, Reason.CANCELLED, True)


@pytest.mark.parametrize("begun", [True, False])
def test_who_leaves_a_deserted_room_keeps_the_place_in_line(learner, other_learner, instructor, gone, begun):
    make = making.called if begun else making.claimed
    call = make(learner, instructor, instructor_seen_at=gone)
    behind = making.consult(other_learner)
    rooms.leave_room(consult=call)
    assert facts(call) == (State.COMPLETED if begun else State.EXPIRED, Reason.INSTRUCTOR_LEFT, not begun)
    again = request_consult(learner=learner, script=call.script)
    assert [line.position_of(each) for each in (again, behind)] == [1, 2]


def test_an_instructor_in_the_room_has_not_left_it(learner, instructor, gone):
    call = making.called(learner, instructor, instructor_seen_at=gone)
    making.here(instructor, call.place)
    rooms.leave_room(consult=call)
    assert facts(call)[1] == Reason.LEARNER_LEFT


def test_an_instructor_who_was_there_a_moment_ago_has_not_left(learner, instructor, settings):
    call = making.called(learner, instructor, instructor_seen_at=making.ago(settings.CONSULT_HOLD_SECONDS - 10))
    rooms.leave_room(consult=call)
    assert facts(call)[1] == Reason.LEARNER_LEFT


def test_the_place_is_kept_for_the_next_request_only(learner, other_learner, instructor, gone):
    call = making.called(learner, instructor, instructor_seen_at=gone)
    making.consult(other_learner)
    rooms.leave_room(consult=call)
    again = request_consult(learner=learner, script=call.script)
    rooms.leave_room(consult=again)  # of the own will
    assert line.position_of(request_consult(learner=learner, script=call.script)) == 2


def test_what_an_instructor_left_can_still_be_finished(learner, instructor, gone):
    call = making.called(learner, instructor)
    rooms.journal(consult=call, instructor=instructor, content=making.HTML)
    making.change(call, instructor_seen_at=gone)
    rooms.leave_room(consult=call)
    assert stored(call).draft == making.HTML
    assert unfinished(instructor) == [call.pk]
    finish(call, instructor)
    assert facts(call) == (State.COMPLETED, Reason.INSTRUCTOR_LEFT, True)


def test_to_drop_is_to_end_without_feedback(learner, instructor):
    call = making.called(learner, instructor)
    rooms.journal(consult=call, instructor=instructor, content=making.HTML, state="AAAA", revision=3)
    assert rooms.drop_consult(consult=call, instructor=instructor).state == State.COMPLETED
    assert facts(call) == (State.COMPLETED, Reason.DROPPED, True)
    assert (stored(call).draft, stored(call).draft_state) == ("", "")
    first = stored(call).settled_at
    rooms.drop_consult(consult=call, instructor=instructor)
    assert stored(call).settled_at == first
    assert Consult.objects.filter(open_learner=learner).count() == 0
    with pytest.raises(RoomClosed):
        rooms.journal(consult=call, instructor=instructor, content="late")
    with pytest.raises(RoomClosed):
        finish(call, instructor)


def test_a_draft_of_a_call_that_is_over_can_be_dropped(learner, instructor):
    call = making.called(learner, instructor)
    rooms.journal(consult=call, instructor=instructor, content=making.HTML)
    rooms.leave_room(consult=call)
    rooms.drop_consult(consult=call, instructor=instructor)
    assert facts(call) == (State.COMPLETED, Reason.LEARNER_LEFT, True)
    assert (unfinished(instructor), stored(call).draft) == ([], "")


def test_the_journal_keeps_the_newest(learner, instructor):
    call = making.called(learner, instructor)
    for content, revision in (("one", 1), ("three", 3), ("two", 2)):
        rooms.journal(consult=call, instructor=instructor, content=content, state=f"{content:x<4}", revision=revision)
    kept = stored(call)
    assert (kept.draft, kept.draft_state, kept.draft_revision) == ("three", "three", 3)
    rooms.journal(consult=call, instructor=instructor, content="of another client")
    assert (stored(call).draft, stored(call).draft_revision) == ("of another client", 4)


def test_nobody_else_journals_finishes_or_drops(learner, instructor, rival):
    call = making.called(learner, instructor)
    for person in (learner, rival):
        with pytest.raises(NotYours):
            rooms.journal(consult=call, instructor=person, content="x")
        with pytest.raises(NotYours):
            rooms.drop_consult(consult=call, instructor=person)
        with pytest.raises(NotYours):
            finish(call, person)
    assert facts(call) == (State.IN_PROGRESS, "", False)


def test_an_instructor_who_is_none_any_more_corrects_nothing(learner, instructor):
    call = making.called(learner, instructor)
    User.objects.filter(pk=instructor.pk).update(role=User.Role.LEARNER)
    instructor.refresh_from_db()
    with pytest.raises(NotYours):
        rooms.journal(consult=call, instructor=instructor, content="x")
    with pytest.raises(NotYours):
        finish(call, instructor)


def test_a_finished_consult_frees_both(learner, other_learner, instructor):
    call = making.called(learner, instructor)
    finish(call, instructor)
    assert facts(call) == (State.COMPLETED, Reason.FINISHED, True)
    with pytest.raises(RoomClosed):
        finish(call, instructor)
    assert request_consult(learner=learner, script=call.script).state == State.WAITING
    assert claim_consult(instructor=instructor, consult=making.consult(other_learner)).state == State.MATCHED


@pytest.mark.django_db(transaction=True)
def test_a_call_ends_once_whatever_both_press(learner: User, instructor: User) -> None:
    for _ in range(5):
        call = making.called(learner, instructor)

        def attempt(act):
            try:
                act()
            except RoomClosed:
                return "closed"
            return "done"

        acts = [
            lambda: finish(call, instructor),  # noqa: B023
            lambda: rooms.leave_room(consult=call),  # noqa: B023
            lambda: rooms.drop_consult(consult=call, instructor=instructor),  # noqa: B023
        ]
        finished, left, dropped = at_once([lambda act=act: attempt(act) for act in acts])
        assert (left, dropped) == ("done", "done")  # a second end is no error
        now = stored(call)
        assert (now.state, now.open_learner_id, now.open_instructor_id) == (State.COMPLETED, None, None)
        assert now.is_settled
        assert (finished == "closed") or now.ended_reason in {Reason.FINISHED, Reason.LEARNER_LEFT}
