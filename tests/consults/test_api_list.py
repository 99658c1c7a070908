"""GET /api/v1/consults/: whose line it shows, in which order, at what cost."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from consults.models import Consult
from consults.services import line
from tests.consults import making
from tests.people import person
from tests.scripts.making import question, script

LIST = "/api/v1/consults/"
State = Consult.State


def rows(api: APIClient, **asked: Any) -> list[dict[str, Any]]:
    answer = api.get(LIST, asked)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def over(learner, **fields):
    """A consult of `learner` that has ended."""
    fields = {"state": State.CANCELLED, "ended_at": making.ago(5), "settled_at": making.ago(5), **fields}
    return Consult.objects.create(script=script(learner, question()), learner=learner, **fields)


def test_a_learner_sees_the_own_newest_first(learner_api, learner, other_learner):
    old = over(learner, requested_at=making.ago(60))
    making.consult(other_learner)
    new = making.consult(learner)
    assert [row["id"] for row in rows(learner_api)] == [str(new.pk), str(old.pk)]
    assert [row["position"] for row in rows(learner_api)] == [2, None]


def test_an_instructor_sees_the_line_oldest_first_and_the_own_call(instructor_api, learner, instructor, rival):
    waiting = making.waiting(3)
    own = making.called(learner, instructor)
    making.called(person("taken"), rival)
    over(person("past"))
    shown = rows(instructor_api)
    assert [(row["id"], row["position"]) for row in shown[:3]] == [(str(c.pk), n) for n, c in enumerate(waiting, 1)]
    assert [(row["id"], row["state"]) for row in shown[3:]] == [(str(own.pk), "in_progress")]


def test_nobody_is_offered_the_own_script(instructor_api, instructor):
    making.consult(instructor)
    assert rows(instructor_api) == []


def test_what_an_instructor_has_ended_is_gone_from_the_list(instructor_api, learner, instructor):
    call = making.called(learner, instructor)
    instructor_api.post(f"{LIST}{call.pk}/drop/")
    assert rows(instructor_api) == []


def test_it_comes_in_pages(instructor_api):
    waiting = making.waiting(5)
    first = instructor_api.get(LIST, {"page_size": 2}).json()
    assert first.keys() == {"count", "next", "previous", "results"}
    assert (first["count"], first["previous"]) == (5, None)
    second = instructor_api.get(first["next"]).json()
    assert [row["id"] for row in second["results"]] == [str(consult.pk) for consult in waiting[2:4]]
    assert [row["position"] for row in second["results"]] == [3, 4]


@pytest.mark.parametrize("page", ["0", "x", "99"])
def test_a_page_that_there_is_not_is_told(instructor_api, page):
    assert instructor_api.get(LIST, {"page": page}).json()["code"] == "not_found"


@pytest.mark.parametrize("role", ["learner", "instructor"])
def test_thirty_rows_cost_as_many_queries_as_one(role, learner_api, instructor_api, learner):
    api = {"learner": learner_api, "instructor": instructor_api}[role]

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert rows(api, page_size=50)
        return len(queries)

    making.consult(learner)
    one = cost()
    for n in range(29):
        over(learner)
        making.consult(person(f"more{n}"))
    assert cost() == one <= 7


def test_it_says_how_many_could_take_a_request_now(learner_api, learner, instructor, rival, other_learner):
    making.consult(learner)
    assert rows(learner_api)[0]["instructors_online"] == 0
    for each in (instructor, rival):
        making.here(each, line.DESK)
    making.here(person("staff", is_staff=True), line.DESK)  # is no instructor
    assert rows(learner_api)[0]["instructors_online"] == 2
    making.called(other_learner, rival)  # the dashboard is still open in another tab
    assert rows(learner_api)[0]["instructors_online"] == 1
    instructor.is_active = False
    instructor.save()
    assert rows(learner_api)[0]["instructors_online"] == 0
