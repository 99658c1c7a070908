"""Accounts that go away in the midst, and what is handed out of consults."""

import json

import pytest

from accounts.models import User
from accounts.services import delete_account, export_parts
from consults.models import Consult
from consults.services import line
from consults.services.requests import claim_consult, request_consult
from tests.consults import making

State, Reason = Consult.State, Consult.Reason


@pytest.fixture
def told(monkeypatch, django_capture_on_commit_callbacks):
    """Runs an act and returns what was published by it, as (topic, event)."""
    heard = []
    monkeypatch.setattr("opickme.hub.publish", lambda topic, event: heard.append((topic, event)))

    def run(act):
        with django_capture_on_commit_callbacks(execute=True):
            act()
        return heard

    return run


def test_a_learner_who_deletes_the_account_leaves_the_line(learner, other_learner, told):
    first, second = making.consult(learner), making.consult(other_learner)
    heard = told(lambda: delete_account(user=learner))
    assert list(Consult.objects.all()) == [second]
    assert ("queue", {"type": "queue.removed", "id": str(first.pk)}) in heard
    place = {"type": "consult.updated", "id": str(second.pk), "state": "waiting", "position": 1}
    assert (f"user.{other_learner.pk}", place) in heard


def test_a_learner_who_deletes_the_account_in_a_call_ends_it(learner, other_learner, instructor, told):
    call = making.called(learner, instructor)
    heard = told(lambda: delete_account(user=learner))
    assert not Consult.objects.exists()
    ended = {"type": "consult.ended", "feedback_id": None, "reason": "learner_left"}
    assert (f"consult.{call.pk}", ended) in heard
    instructor.refresh_from_db()
    assert claim_consult(instructor=instructor, consult=making.consult(other_learner)).state == State.MATCHED


@pytest.mark.parametrize("begun", [True, False])
def test_an_instructor_who_deletes_the_account_lets_the_learner_ask_again_in_front(
    learner, other_learner, instructor, told, begun
):
    call = (making.called if begun else making.claimed)(learner, instructor, draft=making.HTML, draft_at=making.ago(9))
    behind = making.consult(other_learner)
    heard = told(lambda: delete_account(user=instructor))
    left = Consult.objects.get(pk=call.pk)
    assert (left.state, left.ended_reason) == (State.COMPLETED if begun else State.EXPIRED, Reason.INSTRUCTOR_LEFT)
    assert (left.instructor, left.open_learner, left.is_settled, left.draft) == (None, None, True, "")
    assert (f"consult.{call.pk}", {"type": "consult.ended", "feedback_id": None, "reason": "instructor_left"}) in heard
    again = request_consult(learner=learner, script=call.script)
    assert (line.position_of(again), line.position_of(behind)) == (1, 2)


def test_a_draft_that_nobody_can_finish_any_more_is_forgotten(learner, instructor):
    past = making.called(
        learner, instructor, state=State.COMPLETED, open_learner=None, open_instructor=None,
        ended_at=making.ago(9), draft=making.HTML, draft_at=making.ago(9),
    )  # fmt: skip
    delete_account(user=instructor)
    kept = Consult.objects.get(pk=past.pk)
    assert (kept.draft, kept.is_settled) == ("", True)


def exported(user: User):
    """What `consults.json` says, or None where there is no such file."""
    for part in export_parts(user=user):
        if part.name == "consults.json":
            return json.loads(b"".join(part.chunks()))
    return None


def test_each_of_the_two_is_handed_the_own_part(learner, other_learner, instructor):
    call = making.called(learner, instructor, draft=making.HTML)
    (mine,), (theirs,) = exported(learner), exported(instructor)
    assert (mine["id"], mine["role"], mine["script"]) == (str(call.pk), "learner", call.script_id)
    assert (theirs["id"], theirs["role"], theirs["script"]) == (str(call.pk), "instructor", None)
    assert [bool(mine[when]) for when in ("asked_at", "taken_at", "ended_at")] == [True, True, False]
    assert exported(other_learner) is None
