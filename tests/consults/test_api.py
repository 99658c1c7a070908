"""/api/v1/consults/ and what is below it: who may do what, and what each is told."""

import uuid

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from consults.models import Consult
from scripts.models import Question, Script
from tests.consults import making
from tests.scripts.conftest import as_program
from tests.scripts.making import script

State = Consult.State
LIST = "/api/v1/consults/"
ACTIONS = ["claim/", "cancel/", "journal/", "leave/", "drop/"]
BODY = {"content": making.HTML}


def url(consult: Consult, below: str = "") -> str:
    return f"{LIST}{consult.pk}/{below}"


def stored() -> Consult:
    return Consult.objects.get()


def no(answer, status, code):
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
    assert answer.json()["detail"]


def test_a_request_is_made_and_told_as_the_contract_says(learner_api, learner, question):
    own = script(learner, question)
    answer = learner_api.post(LIST, {"script": own.pk})
    assert answer.status_code == 201
    body = answer.json()
    assert body == {
        "id": str(stored().pk),
        "state": "waiting",
        "script": {
            "id": own.pk,
            "topic": "parks",
            "topic_name": "Going to parks",
            "topic_names": {"ko": "공원가기", "en": "Going to parks"},
            "picture": body["script"]["picture"],
            "level": "IM",
            "type": "T06",
            "question": own.question_text,
            "text": own.text,
            "duration": 4.0,
            "audio_url": url(stored(), "audio/"),
        },
        "learner": {"nickname": "Learner"},
        "instructor": None,
        "position": 1,
        "instructors_online": 0,
        "wait_seconds": None,
        "created_at": body["created_at"],
        "queued_at": body["created_at"],
        "claimed_at": None,
        "ended_at": None,
        "ended_reason": "",
        "room_url": f"/consults/{body['id']}/",
        "feedback_id": None,
    }
    assert body["created_at"].endswith("Z")
    assert uuid.UUID(body["id"]).version == 4
    assert learner_api.get(url(stored())).json() == body
    again = learner_api.post(LIST, {"script": own.pk})
    no(again, 409, "already_open")
    assert again.json()["id"] == body["id"]


@pytest.mark.parametrize("sent", [{}, {"script": None}, {"script": "x"}, {"script": [1]}, {"script": True}, []])
def test_a_request_without_a_script_names_the_field(learner_api, sent):
    answer = learner_api.post(LIST, sent)
    assert answer.status_code == 400
    assert set(answer.json()) <= {"script", "non_field_errors"}
    assert not Consult.objects.exists()


def test_a_script_that_is_none_of_the_own_does_not_exist(learner_api, other_learner, question):
    foreign = script(other_learner, question)
    for number in (foreign.pk, 10**9, 10**30, -1):
        no(learner_api.post(LIST, {"script": number}), 404, "not_found")
    assert not Consult.objects.exists()


def test_a_script_that_is_not_done_is_told(learner_api, learner, question):
    running = script(learner, question, state=Script.State.RUNNING)
    no(learner_api.post(LIST, {"script": running.pk}), 409, "not_done")


@pytest.mark.parametrize("below", ["", "audio/", *ACTIONS])
def test_for_the_anonymous_there_is_nothing(api: APIClient, learner: User, below: str) -> None:
    consult = making.consult(learner)
    assert (api.post if below in ACTIONS else api.get)(url(consult, below)).status_code == 401
    assert api.get(LIST).status_code == api.post(LIST, {}).status_code == 401
    assert stored().state == State.WAITING


@pytest.mark.parametrize("below", ["", "audio/", "cancel/", "journal/", "leave/", "drop/"])
def test_for_another_learner_it_does_not_exist(stranger_api: APIClient, learner: User, below: str) -> None:
    consult = making.consult(learner)
    no((stranger_api.post if below in ACTIONS else stranger_api.get)(url(consult, below), BODY), 404, "not_found")
    assert stored().state == State.WAITING


@pytest.mark.parametrize("below", ["", "audio/", "cancel/", "journal/", "leave/", "drop/"])
def test_once_taken_it_exists_for_no_other_instructor(rival_api, learner, instructor, below):
    call = making.called(learner, instructor)
    no((rival_api.post if below in ACTIONS else rival_api.get)(url(call, below), BODY), 404, "not_found")
    assert (stored().state, stored().draft) == (State.IN_PROGRESS, "")


@pytest.mark.parametrize("below", ["cancel/", "journal/", "leave/", "drop/"])
def test_an_instructor_who_sees_it_wait_may_take_it_and_nothing_else(instructor_api, learner, below):
    consult = making.consult(learner)
    assert instructor_api.get(url(consult)).json()["script"]["text"] == consult.script.text
    no(instructor_api.post(url(consult, below), BODY), 403, "not_yours")
    assert stored().state == State.WAITING


@pytest.mark.parametrize(
    ("below", "role"),
    [("cancel/", "instructor"), ("leave/", "instructor"), ("journal/", "learner"), ("drop/", "learner")],
)
def test_each_of_the_two_has_a_part_of_its_own(learner_api, instructor_api, learner, instructor, below, role):
    call = making.called(learner, instructor)
    wrong = {"learner": learner_api, "instructor": instructor_api}[role]
    no(wrong.post(url(call, below), BODY), 403, "not_yours")
    assert (stored().state, stored().draft) == (State.IN_PROGRESS, "")


def test_a_learner_takes_nothing(stranger_api, learner_api, learner):
    consult = making.consult(learner)
    for api in (stranger_api, learner_api):
        no(api.post(url(consult, "claim/")), 403, "permission_denied")
    assert stored().state == State.WAITING


@pytest.mark.parametrize("below", ["", "audio/"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_what_is_read_is_not_written(learner_api, learner, below, method):
    consult = making.consult(learner)
    no(getattr(learner_api, method)(url(consult, below), {"state": "completed"}), 405, "method_not_allowed")
    assert stored().state == State.WAITING


@pytest.mark.parametrize("below", ACTIONS)
def test_an_action_is_not_read(instructor_api, learner, below):
    no(instructor_api.get(url(making.consult(learner), below)), 405, "method_not_allowed")
    assert stored().state == State.WAITING


@pytest.mark.parametrize("below", ["", "audio/", *ACTIONS])
def test_what_does_not_exist_is_not_found(instructor_api, below):
    address = f"{LIST}{uuid.uuid4()}/{below}"
    no((instructor_api.post if below in ACTIONS else instructor_api.get)(address, BODY), 404, "not_found")


def test_the_winner_is_told_200_and_the_rest_who_was_faster(instructor_api, rival_api, learner):
    consult = making.consult(learner)
    won = instructor_api.post(url(consult, "claim/"))
    assert (won.status_code, won.json()["state"], won.json()["instructor"]) == (
        200,
        "matched",
        {"nickname": "Instructor"},
    )
    assert won.json()["position"] is None
    no(rival_api.post(url(consult, "claim/")), 409, "already_claimed")
    assert instructor_api.post(url(consult, "claim/")).json() == won.json()


def test_a_cancelled_one_cannot_be_taken(instructor_api, learner_api, learner):
    consult = making.consult(learner)
    assert learner_api.post(url(consult, "cancel/")).json()["state"] == "cancelled"
    no(instructor_api.post(url(consult, "claim/")), 409, "not_waiting")
    assert learner_api.post(url(consult, "cancel/")).status_code == 200


def test_a_busy_instructor_is_told_in_which_consult(instructor_api, learner, other_learner, instructor):
    call = making.called(learner, instructor)
    refused = instructor_api.post(url(making.consult(other_learner), "claim/"))
    no(refused, 409, "busy")
    assert refused.json()["id"] == str(call.pk)


def test_a_call_is_left_not_cancelled(learner_api, learner, instructor):
    call = making.called(learner, instructor)
    no(learner_api.post(url(call, "cancel/")), 409, "in_call")
    left = learner_api.post(url(call, "leave/")).json()
    assert (left["state"], left["ended_reason"]) == ("completed", "learner_left")
    assert learner_api.post(url(call, "leave/")).json() == left
    no(learner_api.post(url(call, "cancel/")), 409, "room_closed")


def test_a_suspended_instructor_journals_and_drops_nothing(learner, instructor):
    call = making.called(learner, instructor)
    User.objects.filter(pk=instructor.pk).update(role=User.Role.LEARNER)
    suspended = as_program(User.objects.get(pk=instructor.pk))
    for below in ("journal/", "drop/"):
        no(suspended.post(url(call, below), BODY), 403, "not_yours")
    no(suspended.post(url(call, "claim/")), 403, "permission_denied")
    no(suspended.get(url(call, "audio/")), 404, "not_found")
    assert (stored().state, stored().draft) == (State.IN_PROGRESS, "")


def test_dropping_answers_the_same_twice(instructor_api, learner, instructor):
    call = making.called(learner, instructor)
    first = instructor_api.post(url(call, "drop/")).json()
    assert (first["state"], first["ended_reason"], first["feedback_id"]) == ("completed", "dropped", None)
    assert first["script"]["text"] == ""  # what came to nothing leaves nothing of the learner's with the instructor
    assert instructor_api.post(url(call, "drop/")).json() == first


def test_a_script_under_correction_is_not_deleted(learner_api, learner, instructor):
    call = making.called(learner, instructor)
    no(learner_api.delete(f"/api/v1/scripts/{call.script_id}/"), 409, "open_consult")
    assert Script.objects.exists()


def test_the_text_to_correct_is_that_of_the_moment_it_was_taken(learner, instructor, question: Question):
    waiting = making.consult(learner)
    Script.objects.update(text="as it was when it was taken")
    taken = making.claims(waiting, instructor)
    Script.objects.update(text="edited afterwards")
    assert taken.original == stored().original == "as it was when it was taken"
