"""Consults and feedback in Korean: in every state, for both people, and what the API says no with."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from consults.models import Consult
from consults.services import line
from feedback.models import Feedback
from tests.consults import making
from tests.feedback.making import CONTENT, feedback
from tests.korean import english_in
from tests.people import person
from tests.scripts.conftest import _storage

__all__ = ["_storage"]
Reason, State = Consult.Reason, Consult.State


@pytest.fixture(autouse=True)
def _nicknames(db: None, learner: User, instructor: User) -> None:
    for user, nickname in ((learner, "배우는 사람"), (instructor, "가르치는 사람")):
        user.nickname = nickname
        user.save(update_fields=["nickname"])


def of(user: User) -> Client:
    """A browser that says nothing of languages."""
    client = Client()
    client.force_login(user)
    return client


def korean(browser: Client, address: str) -> str:
    """The page, all of which is in Korean."""
    answer = browser.get(address)
    page = answer.content.decode()
    assert (answer.status_code, english_in(page)) == (200, []), address
    return page


def over(learner: User, instructor: User, reason: str, **fields: Any) -> Consult:
    ended = {"state": State.COMPLETED, "ended_at": timezone.now(), "settled_at": timezone.now(), **fields}
    nobody = {"open_learner": None, "open_instructor": None}
    return making.called(learner, instructor, ended_reason=reason, **nobody, **ended)


def test_asking_is_in_korean(learner: User, instructor: User) -> None:
    asked = making.consult(learner)
    script = f"/scripts/{asked.script_id}/"
    for state in (State.WAITING, State.MATCHED, State.IN_PROGRESS):
        making.change(asked, state=state)
        assert "내 컨설팅" in korean(of(learner), script)
    making.change(asked, state=State.CANCELLED, open_learner=None)
    assert "컨설팅 신청" in korean(of(learner), script)


def test_the_waiting_room_is_in_korean(learner: User, instructor: User) -> None:
    asked = making.consult(learner)
    page = korean(of(learner), f"/consults/{asked.pk}/")
    assert "강사를 기다리고 있어요" in page
    assert "지금은 접속 중인 강사가 없어" in page
    making.here(instructor, line.DESK)
    assert "data-none hidden" in korean(of(learner), f"/consults/{asked.pk}/")


def test_the_dashboard_is_in_korean(learner: User, instructor: User) -> None:
    assert "기다리는 학습자가 없어요" in korean(of(instructor), "/consults/")
    over(learner, instructor, Reason.LEARNER_LEFT, settled_at=None, draft=making.HTML, draft_at=timezone.now())
    making.called(learner, instructor)
    page = korean(of(instructor), "/consults/")
    assert "배우는 사람님과의 통화(" in page
    assert "진행 중인 컨설팅이 있어요" in page


def test_the_room_is_in_korean_for_both(learner: User, instructor: User) -> None:
    call = making.called(learner, instructor)
    pages = {user.role: korean(of(user), f"/consults/{call.pk}/") for user in (learner, instructor)}
    assert "컨설팅에서 나갈까요?" in pages["learner"]
    assert "컨설팅을 마칠까요?" in pages["instructor"]


def test_a_call_that_is_over_is_in_korean_for_its_instructor(learner: User, instructor: User) -> None:
    left = over(learner, instructor, Reason.LEARNER_LEFT, settled_at=None, draft=making.HTML, draft_at=timezone.now())
    assert "배우는 사람님과의 통화가 끝났어요." in korean(of(instructor), f"/consults/{left.pk}/")
    assert "강사가 첨삭을 저장하면" in korean(of(learner), f"/consults/{left.pk}/")


@pytest.mark.parametrize("reason", Reason.values)
def test_every_end_is_told_in_korean(learner: User, instructor: User, reason: str) -> None:
    ended = over(learner, instructor, reason)
    for user in (learner, instructor):
        assert f'data-reason="{reason}"' in korean(of(user), f"/consults/{ended.pk}/")


def test_the_own_requests_are_in_korean(learner: User, instructor: User) -> None:
    assert 'data-testid="empty"' in korean(of(learner), "/consults/")
    for state in (State.CANCELLED, State.EXPIRED, State.COMPLETED):
        over(learner, instructor, "", state=state)
    feedback(learner, instructor)
    asked = making.consult(learner)
    for state in (State.WAITING, State.IN_PROGRESS):
        making.change(asked, state=state)
        assert korean(of(learner), "/consults/").count('<article class="request"') == 5


def test_times_are_written_as_in_korea(learner: User) -> None:
    making.consult(learner, requested_at=datetime(2026, 11, 26, 9, 5, tzinfo=timezone.get_default_timezone()))
    assert ">2026년 11월 26일 오전 9:05<" in korean(of(learner), "/consults/")


@pytest.mark.parametrize("query", ["", "?search=nothing", "?category=sports"])
def test_lists_without_feedback_are_in_korean(learner: User, instructor: User, query: str) -> None:
    for user in (learner, instructor):
        assert 'data-testid="empty"' in korean(of(user), f"/feedback/{query}")


@pytest.mark.parametrize("content", [CONTENT, "<p>I usually go to the park near my house.</p>"])
def test_feedback_is_in_korean_for_both(learner: User, instructor: User, content: str) -> None:
    given = feedback(learner, instructor, content=content)
    for user in (learner, instructor):
        assert 'data-testid="card"' in korean(of(user), "/feedback/")
        assert 'data-testid="content"' in korean(of(user), f"/feedback/{given.pk}/")
    assert "가르치는 사람님의 피드백" in korean(of(learner), f"/scripts/{given.script_id}/")


def test_feedback_of_an_instructor_who_has_left_is_in_korean(learner: User, instructor: User) -> None:
    given = feedback(learner, instructor)
    Feedback.objects.filter(pk=given.pk).update(instructor=None)
    for address in ("/feedback/", f"/feedback/{given.pk}/", f"/scripts/{given.script_id}/"):
        assert "탈퇴한 강사" in korean(of(learner), address)


def test_the_landing_leads_to_consults_in_korean(learner: User) -> None:
    assert "내 컨설팅 보기" in korean(of(learner), "/")


def test_the_api_says_no_in_korean(learner: User, instructor: User) -> None:
    asked = making.claimed(learner, person("faster", role=User.Role.INSTRUCTOR))
    slower, again = (APIClient(headers={"accept-language": "ko"}) for _ in range(2))
    slower.force_authenticate(instructor)
    again.force_authenticate(learner)
    taken = slower.post(f"/api/v1/consults/{asked.pk}/claim/")
    assert (taken.status_code, taken.json()["detail"]) == (409, "다른 강사가 먼저 수락한 신청이에요.")
    second = again.post("/api/v1/consults/", {"script": asked.script_id})
    assert (second.status_code, second.json()["detail"]) == (409, "이미 신청한 컨설팅이 있어요.")
