"""Deleting feedback, and what goes with a person's account."""

import json

import pytest

from accounts.services import delete_account, export_parts
from consults.exceptions import RoomClosed
from consults.models import Consult
from feedback.exceptions import NotYourFeedback
from feedback.models import Feedback
from feedback.services import delete_feedback, finish_consult
from scripts.exceptions import HasFeedback
from scripts.models import Script
from scripts.services.editing import delete_script
from tests.consults import making as consults
from tests.feedback import making
from tests.race import at_once
from tests.scripts.making import in_thread
from tests.sockets.talk import Talk, session_of


def test_without_its_last_feedback_a_script_is_in_progress_again(feedback, learner):
    script = Script.objects.get()
    with pytest.raises(HasFeedback):
        delete_script(script=script)
    delete_feedback(feedback=feedback, learner=learner)
    assert list(Script.objects.in_progress()) == [script]
    delete_script(script=script)
    assert not Script.objects.exists()


def test_with_another_one_left_it_stays_completed(feedback, learner, instructor):
    second = making.feedback(learner, instructor)
    Consult.objects.filter(pk=second.consult_id).update(script=feedback.script)
    Feedback.objects.filter(pk=second.pk).update(script=feedback.script)
    Script.objects.filter(pk=feedback.script_id).update(feedback_count=2)
    delete_feedback(feedback=feedback, learner=learner)
    assert Script.objects.get(pk=feedback.script_id).feedback_count == 1


def test_again_is_no_error_and_counts_once(feedback, learner):
    for _ in range(3):
        delete_feedback(feedback=feedback, learner=learner)
    assert Script.objects.get().feedback_count == 0


@pytest.mark.django_db(transaction=True)
def test_twice_at_once_counts_once(feedback, learner):
    at_once([lambda: delete_feedback(feedback=feedback, learner=learner)] * 6)
    assert Script.objects.get().feedback_count == 0


def test_only_its_learner_deletes_it(feedback, instructor, other_learner):
    for person in (instructor, other_learner):
        with pytest.raises(NotYourFeedback):
            delete_feedback(feedback=feedback, learner=person)
    assert Feedback.objects.count() == 1


def test_what_the_learner_deleted_is_not_stored_again(feedback, learner, instructor):
    consult = feedback.consult
    delete_feedback(feedback=feedback, learner=learner)
    with pytest.raises(RoomClosed):
        finish_consult(consult=consult, instructor=instructor, content=making.CONTENT)


@pytest.mark.django_db(transaction=True)
async def test_the_learners_open_pages_hear_of_both(learner, instructor):
    call = await in_thread(consults.called, learner, instructor)
    talk = await Talk(cookie=await session_of(learner)).ready()

    async def hear_of_script():
        while (frame := await talk.hear())["type"] != "script.updated":
            pass
        return frame["id"], frame["state"]

    fields = {"consult": call, "instructor": instructor, "content": making.CONTENT}
    feedback, _ = await in_thread(finish_consult, **fields)
    assert await hear_of_script() == (call.script_id, "done")
    await in_thread(delete_feedback, feedback=feedback, learner=learner)
    assert await hear_of_script() == (call.script_id, "done")
    await talk.hang_up()


def test_the_learners_account_takes_it_along(feedback, learner):
    delete_account(user=learner)
    assert not Feedback.objects.exists()


def test_without_its_instructor_it_stays_with_the_learner(feedback, learner, instructor, browser):
    delete_account(user=instructor)
    assert Feedback.objects.received_by(learner).get().instructor is None
    page = browser.get(f"/feedback/{feedback.pk}/").content.decode()
    assert "an instructor who has left" in page
    assert "An instructor who has left" in browser.get("/feedback/").content.decode()
    assert "an instructor who has left" in browser.get(f"/scripts/{feedback.script_id}/").content.decode()


def test_an_export_holds_what_was_received(feedback, learner, instructor):
    def parts(user):
        return {p.name: b"".join(p.chunks()) for p in export_parts(user=user) if p.name.startswith("feedback/")}

    (name,) = parts(learner)
    about = json.loads(parts(learner)[name])
    assert name == f"feedback/{feedback.pk}.json"
    assert about["corrected_html"] == making.CONTENT
    assert about["corrected_text"] == making.PLAIN
    assert (about["instructor"], about["script"]) == ("Instructor", feedback.script_id)
    assert parts(instructor) == {}
