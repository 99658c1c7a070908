"""Lines of the log name numbers, and nothing that a person has said or is called."""

import logging

from consults.services import rooms
from consults.services.requests import claim_consult, request_consult
from scripts.models import Script
from tests.consults import making
from tests.scripts.making import question, script


def test_who_asked_who_took_it_and_how_it_ended_is_on_record(
    learner, instructor, caplog, django_capture_on_commit_callbacks
):
    own = script(learner, question(), text="canary of what was said")
    with caplog.at_level(logging.DEBUG), django_capture_on_commit_callbacks(execute=True):
        consult = claim_consult(instructor=instructor, consult=request_consult(learner=learner, script=own))
        rooms.journal(consult=consult, instructor=instructor, content="<p>canary of what was corrected</p>")
        rooms.drop_consult(consult=consult, instructor=instructor)
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("consults")]
    assert f"consult {consult.pk} asked for by user {learner.pk}" in lines
    assert f"consult {consult.pk} taken by user {instructor.pk}" in lines
    assert f"consult {consult.pk} is expired: instructor_left" in lines
    said = "\n".join(record.getMessage() for record in caplog.records if record.name.split(".")[0] != "django")
    for canary in ("canary", learner.username, learner.nickname, instructor.nickname, learner.email):
        assert canary not in said
    assert Script.objects.get().text == "canary of what was said"


def test_what_was_journalled_is_cleaned_before_it_is_kept(learner, instructor):
    call = making.called(learner, instructor)
    rooms.journal(consult=call, instructor=instructor, content="<p onclick=x>Hi<script>alert(1)</script></p>")
    call.refresh_from_db()
    assert call.draft == "<p>Hi</p>"
