"""One person cannot keep everybody's page busy."""

import pytest
from rest_framework.test import APIClient
from rest_framework.throttling import ScopedRateThrottle

from tests.consults import making


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three a minute. The rates are read when the class is made, so the settings fixture comes too late for them."""
    monkeypatch.setattr(ScopedRateThrottle, "THROTTLE_RATES", {"consult": "3/min", "journal": "3/min"})


def test_asking_and_cancelling_again_and_again_is_slowed_down(few, learner, learner_api: APIClient):
    asked = making.consult(learner)
    address = f"/api/v1/consults/{asked.pk}/"
    answers = [learner_api.post(f"{address}cancel/").status_code for _ in range(3)]
    refused = learner_api.post("/api/v1/consults/", {"script": asked.script_id})
    assert (answers, refused.status_code, refused.json()["code"]) == ([200] * 3, 429, "throttled")
    assert int(refused["Retry-After"]) > 0
    assert learner_api.get("/api/v1/consults/").json()["count"] == 1  # reading goes on


def test_a_journal_is_taken_only_so_often(few, learner, instructor, instructor_api: APIClient):
    call = making.called(learner, instructor)
    address = f"/api/v1/consults/{call.pk}/journal/"
    answers = [instructor_api.post(address, {"content": making.HTML}).status_code for _ in range(4)]
    assert answers == [204, 204, 204, 429]


def test_the_rate_is_each_persons_own(few, learner, other_learner, learner_api: APIClient, stranger_api: APIClient):
    first, second = making.consult(learner), making.consult(other_learner)
    for _ in range(4):
        learner_api.post(f"/api/v1/consults/{first.pk}/cancel/")
    assert stranger_api.post(f"/api/v1/consults/{second.pk}/cancel/").status_code == 200
