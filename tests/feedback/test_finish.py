"""The end of a consult: what was corrected is stored, once."""

import pytest
from django.db.models.signals import post_save
from django.utils import timezone

from consults.exceptions import BadText, NotYours, RoomClosed
from consults.models import Consult
from consults.services import rooms, upkeep
from feedback.models import Feedback
from feedback.services import finish_consult
from opickme.errors import DomainError
from scripts.models import Script
from tests.consults import making as consults
from tests.feedback.making import CONTENT, PLAIN
from tests.race import at_once

State, Reason = Consult.State, Consult.Reason


def test_the_text_is_stored_as_corrected_and_the_room_closes(call, instructor, learner):
    Script.objects.update(text="edited during the call")
    feedback, created = finish_consult(consult=call, instructor=instructor, content=CONTENT)
    assert created
    assert (feedback.content, feedback.plain) == (CONTENT, PLAIN)
    assert feedback.original == "I usually go to the park near my house"
    assert (feedback.learner, feedback.instructor, feedback.script_id) == (learner, instructor, call.script_id)
    assert feedback.category == "leisure"
    stored = Consult.objects.get()
    assert (stored.state, stored.ended_reason, stored.draft) == (State.COMPLETED, Reason.FINISHED, "")
    assert stored.is_settled
    assert Script.objects.get().feedback_count == 1


def test_what_is_not_allowed_in_it_is_taken_out(call, instructor):
    content = '<p onclick="x()">Hi <b>there</b><script>alert(1)</script></p>'
    feedback, _ = finish_consult(consult=call, instructor=instructor, content=content)
    assert (feedback.content, feedback.plain) == ("<p>Hi <strong>there</strong></p>", "Hi there")


def test_again_it_is_the_same_whatever_comes(call, instructor):
    first, _ = finish_consult(consult=call, instructor=instructor, content=CONTENT)
    for content in (CONTENT, "<p>something else</p>", ""):
        again, created = finish_consult(consult=call, instructor=instructor, content=content)
        assert (again.pk, again.content, created) == (first.pk, CONTENT, False)
    assert Script.objects.get().feedback_count == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_stores_it(call, instructor):
    def finish(number):
        feedback, created = finish_consult(consult=call, instructor=instructor, content=f"<p>text {number}</p>")
        return feedback.pk, feedback.content, created

    answers = at_once([lambda n=n: finish(n) for n in range(8)])
    stored = Feedback.objects.get()
    assert {answer[:2] for answer in answers} == {(stored.pk, stored.content)}
    assert sorted(answer[2] for answer in answers) == [False] * 7 + [True]
    assert Script.objects.get().feedback_count == 1


@pytest.mark.django_db(transaction=True)
def test_a_consult_is_either_finished_or_dropped(learner, instructor):
    for _ in range(6):
        call = consults.called(learner, instructor)

        def finish(call=call):
            try:
                return "stored" if finish_consult(consult=call, instructor=instructor, content=CONTENT)[1] else "again"
            except DomainError as refusal:
                return refusal.code

        def drop(call=call):
            try:
                rooms.drop_consult(consult=call, instructor=instructor)
            except DomainError as refusal:
                return refusal.code
            return "dropped"

        answers = at_once([finish, drop])
        assert Feedback.objects.filter(consult=call).count() == (answers[0] == "stored")
        assert answers in (["stored", "room_closed"], ["room_closed", "dropped"])


@pytest.mark.parametrize("content", ["", "<p><br></p>", "<p>a\x00b</p>", f"<p>{'x' * 50_000}</p>"])
def test_a_text_that_cannot_be_kept_changes_nothing(call, instructor, content):
    with pytest.raises(BadText):
        finish_consult(consult=call, instructor=instructor, content=content)
    assert Consult.objects.get().state == State.IN_PROGRESS
    assert not Feedback.objects.exists()


def test_only_its_instructor_finishes_it(call, learner, rival, instructor):
    for person in (learner, rival):
        with pytest.raises(NotYours):
            finish_consult(consult=call, instructor=person, content=CONTENT)
    instructor.role = "learner"
    with pytest.raises(NotYours):
        finish_consult(consult=call, instructor=instructor, content=CONTENT)
    assert not Feedback.objects.exists()


def test_after_the_learner_left_it_can_still_be_finished(call, instructor):
    rooms.leave_room(consult=call)
    feedback, created = finish_consult(consult=call, instructor=instructor, content=CONTENT)
    stored = Consult.objects.get()
    assert (created, feedback.content, stored.ended_reason) == (True, CONTENT, Reason.LEARNER_LEFT)
    assert stored.is_settled


def test_what_both_deserted_can_still_be_finished(call, instructor):
    rooms.journal(consult=call, instructor=instructor, content=CONTENT, revision=1)
    Consult.objects.update(learner_seen_at=consults.ago(10_000), instructor_seen_at=consults.ago(10_000))
    upkeep.expire_absent()
    assert not Consult.objects.open().exists()
    draft = Consult.objects.get().draft
    feedback, created = finish_consult(consult=call, instructor=instructor, content=draft)
    assert (created, feedback.content) == (True, CONTENT)


def test_what_was_dropped_stays_dropped(call, instructor):
    rooms.drop_consult(consult=call, instructor=instructor)
    with pytest.raises(RoomClosed):
        finish_consult(consult=call, instructor=instructor, content=CONTENT)
    assert (Feedback.objects.count(), Script.objects.get().feedback_count) == (0, 0)


def test_a_failure_on_the_way_leaves_nothing_half_done(call, instructor):
    def broken(**_):
        raise RuntimeError("the database went away")

    post_save.connect(broken, sender=Feedback)
    try:
        with pytest.raises(RuntimeError):
            finish_consult(consult=call, instructor=instructor, content=CONTENT)
    finally:
        post_save.disconnect(broken, sender=Feedback)
    assert (Feedback.objects.count(), Script.objects.get().feedback_count) == (0, 0)
    assert Consult.objects.get().state == State.IN_PROGRESS
    assert finish_consult(consult=call, instructor=instructor, content=CONTENT)[1]


def test_a_second_consult_on_the_same_script_counts_too(learner, instructor):
    first = consults.called(learner, instructor)
    finish_consult(consult=first, instructor=instructor, content=CONTENT)
    second = Consult.objects.create(
        script=first.script, learner=learner, instructor=instructor, state=State.IN_PROGRESS, claimed_at=timezone.now()
    )
    finish_consult(consult=second, instructor=instructor, content=CONTENT)
    assert Script.objects.get().feedback_count == 2
