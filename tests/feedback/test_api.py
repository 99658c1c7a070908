"""/api/v1/feedback/ and /api/v1/consults/<id>/finish/."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from consults.models import Consult
from consults.services import rooms
from feedback.models import Feedback
from scripts.models import Script
from tests.consults import making as consults
from tests.consults.conftest import as_program
from tests.feedback import making

LIST = "/api/v1/feedback/"


def finish(consult: Consult) -> str:
    return f"/api/v1/consults/{consult.pk}/finish/"


def one(feedback: Feedback) -> str:
    return f"{LIST}{feedback.pk}/"


class TestFinish:
    def test_it_stores_and_answers_with_the_feedback(self, instructor_api, call):
        answer = instructor_api.post(finish(call), {"content": making.CONTENT})
        assert answer.status_code == 201
        body = answer.json()
        assert (body["content"], body["plain"], body["consult"]) == (making.CONTENT, making.PLAIN, str(call.pk))
        again = instructor_api.post(finish(call), {"content": "<p>other</p>"})
        assert (again.status_code, again.json()) == (200, body)
        assert Feedback.objects.count() == 1

    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            ({}, {"content": ["This field is required."]}),
            ({"content": 5}, {"content": ["Not a valid string."]}),
            ({"content": "<p><br></p>"}, {"detail": "The corrected text is empty.", "code": "empty"}),
            ({"content": "<s></p>" * 1000}, {"detail": "The corrected text cannot be read.", "code": "bad_text"}),
            ({"content": "x" * 40_001}, {"detail": "The corrected text is too long.", "code": "text_too_long"}),
        ],
    )
    def test_a_bad_text_is_told_and_nothing_ends(self, instructor_api, call, body, expected):
        answer = instructor_api.post(finish(call), body)
        assert (answer.status_code, answer.json()) == (400, expected)
        assert Consult.objects.get().is_open

    def test_who_may_not(self, api, learner_api, stranger_api, rival_api, call):
        refused = {api: 401, learner_api: 403, stranger_api: 404, rival_api: 404}
        for client, status in refused.items():
            assert client.post(finish(call), {"content": making.CONTENT}).status_code == status
        assert not Feedback.objects.exists()

    def test_a_waiting_request_is_nobodys_to_finish(self, learner, rival_api):
        answer = rival_api.post(finish(consults.consult(learner)), {"content": making.CONTENT})
        assert (answer.status_code, answer.json()["code"]) == (403, "not_yours")

    def test_an_instructor_no_longer_may_not(self, instructor, instructor_api, call):
        instructor.role = User.Role.LEARNER
        answer = instructor_api.post(finish(call), {"content": making.CONTENT})
        assert (answer.status_code, answer.json()["code"]) == (403, "not_yours")

    def test_after_a_drop_it_is_over(self, instructor, instructor_api, call):
        rooms.drop_consult(consult=call, instructor=instructor)
        answer = instructor_api.post(finish(call), {"content": making.CONTENT})
        assert (answer.status_code, answer.json()["code"]) == (409, "room_closed")

    def test_other_methods_and_other_numbers(self, instructor_api, call):
        for method in ("get", "put", "patch", "delete"):
            assert getattr(instructor_api, method)(finish(call)).status_code == 405
        assert instructor_api.post(f"/api/v1/consults/{uuid.uuid4()}/finish/", {}).status_code == 404

    def test_the_consult_names_its_feedback(self, instructor_api, learner_api, call):
        made = instructor_api.post(finish(call), {"content": making.CONTENT}).json()
        assert learner_api.get(f"/api/v1/consults/{call.pk}/").json()["feedback_id"] == made["id"]


class TestOne:
    def test_both_see_all_of_it(self, learner_api, instructor_api, feedback):
        body = learner_api.get(one(feedback)).json()
        assert body == instructor_api.get(one(feedback)).json()
        assert body.pop("created_at").endswith("Z")
        assert body == {
            "id": feedback.pk,
            "script": feedback.script_id,
            "consult": str(feedback.consult_id),
            "learner": {"nickname": "Learner"},
            "instructor": {"nickname": "Instructor"},
            "category": "leisure",
            "topic": "parks",
            "level": "IM",
            "question": "What do you usually do at the park?",
            "original": "I usually go to the park near my house",
            "content": making.CONTENT,
            "plain": making.PLAIN,
            "changes": [
                {"kind": "equal", "text": "I usually "},
                {"kind": "delete", "text": "go"},
                {"kind": "insert", "text": "walk"},
                {"kind": "equal", "text": " to the park near my house"},
                {"kind": "insert", "text": "."},
            ],
        }

    def test_its_learner_deletes_it(self, learner_api, feedback):
        assert learner_api.delete(one(feedback)).status_code == 204
        assert learner_api.delete(one(feedback)).status_code == 404
        assert learner_api.get(one(feedback)).status_code == 404
        assert Script.objects.get().feedback_count == 0

    def test_its_instructor_only_reads_it(self, instructor_api, feedback):
        answer = instructor_api.delete(one(feedback))
        assert (answer.status_code, answer.json()["code"]) == (403, "not_yours")
        assert Feedback.objects.exists()

    def test_for_others_it_does_not_exist(self, api, stranger_api, rival_api, feedback):
        for method in ("get", "delete"):
            assert getattr(api, method)(one(feedback)).status_code == 401
            for client in (stranger_api, rival_api):
                assert getattr(client, method)(one(feedback)).status_code == 404
        assert Feedback.objects.exists()

    def test_nothing_else_can_be_done_with_it(self, learner_api, feedback):
        for method in ("post", "put", "patch"):
            assert getattr(learner_api, method)(one(feedback), {"content": "mine"}).status_code == 405
        assert Feedback.objects.get().content == making.CONTENT

    def test_a_script_with_feedback_is_not_deleted(self, learner_api, feedback):
        address = f"/api/v1/scripts/{feedback.script_id}/"
        assert learner_api.get(address).json()["feedback_count"] == 1
        answer = learner_api.delete(address)
        assert (answer.status_code, answer.json()["code"]) == (409, "has_feedback")
        learner_api.delete(one(feedback))
        assert learner_api.delete(address).status_code == 204

    def test_a_script_under_an_instructors_hands_is_not_deleted(self, learner_api, call):
        answer = learner_api.delete(f"/api/v1/scripts/{call.script_id}/")
        assert (answer.status_code, answer.json()["code"]) == (409, "open_consult")


class TestList:
    def ids(self, client, query=""):
        answer = client.get(f"{LIST}{query}")
        assert answer.status_code == 200
        return [row["id"] for row in answer.json()["results"]]

    def test_each_sees_the_own_newest_first(
        self, learner, other_learner, instructor, rival, learner_api, stranger_api, instructor_api, rival_api
    ):
        first = making.feedback(learner, instructor)
        second = making.feedback(learner, rival)
        third = making.feedback(other_learner, instructor)
        assert self.ids(learner_api) == [second.pk, first.pk]
        assert self.ids(stranger_api) == [third.pk]
        assert self.ids(instructor_api) == [third.pk, first.pk]
        assert self.ids(rival_api) == [second.pk]

    def test_it_tells_what_the_contract_names(self, learner_api, feedback):
        (row,) = learner_api.get(LIST).json()["results"]
        names = {"id", "script", "consult", "instructor", "original", "content", "plain", "created_at"}
        assert names <= row.keys()
        assert "changes" not in row

    def test_category_and_search_narrow_it(self, learner, instructor, learner_api):
        park = making.feedback(learner, instructor)
        ball = making.on_topic(learner, instructor, "soccer", category="sports", name_en="Playing soccer")
        assert self.ids(learner_api, "?category=sports") == [ball.pk]
        assert self.ids(learner_api, "?category=leisure") == [park.pk]
        assert self.ids(learner_api, "?search=soccer") == [ball.pk]
        assert self.ids(learner_api, "?search=walk+PARK") == [ball.pk, park.pk]
        assert self.ids(learner_api, "?search=walk&category=trips") == []
        assert self.ids(learner_api, "?search=Instructor") == [ball.pk, park.pk]
        answer = learner_api.get(f"{LIST}?category=nonsense")
        assert (answer.status_code, list(answer.json())) == (400, ["category"])

    def test_it_comes_in_pages(self, learner, instructor, learner_api):
        made = [making.feedback(learner, instructor).pk for _ in range(3)]
        first = learner_api.get(f"{LIST}?page_size=2").json()
        assert ([row["id"] for row in first["results"]], first["previous"]) == (made[:0:-1], None)
        assert [row["id"] for row in learner_api.get(first["next"]).json()["results"]] == made[:1]

    @pytest.mark.parametrize("role", ["learner", "instructor"])
    def test_thirty_rows_cost_as_many_queries_as_one(self, role, learner, instructor):
        client = as_program({"learner": learner, "instructor": instructor}[role])

        def queries(size):
            with CaptureQueriesContext(connection) as seen:
                assert len(self.ids(client, "?page_size=100")) == size
            return len(seen)

        making.feedback(learner, instructor)
        with_one = queries(1)
        for _ in range(29):
            making.feedback(learner, instructor)
        assert queries(30) == with_one <= 3

    def test_it_is_for_the_logged_in_and_only_shows(self, api, learner_api):
        assert api.get(LIST).status_code == 401
        for method in ("post", "put", "patch", "delete"):
            assert getattr(learner_api, method)(LIST).status_code == 405
