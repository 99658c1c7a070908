"""What a learner has asked for, and what became of it."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from consults.models import Consult
from tests.consults import making
from tests.consults_pages.conftest import browser_of
from tests.consults_pages.looks import data, hooks, page, queries
from tests.people import person

Reason, State = Consult.Reason, Consult.State


def over(learner: User, reason: str, *, instructor: User | None = None, state: str = State.COMPLETED) -> Consult:
    ended = {"state": state, "ended_at": timezone.now(), "ended_reason": reason, "settled_at": timezone.now()}
    return making.consult(learner, instructor=instructor, open_learner=None, **ended)


def test_an_empty_list_says_what_to_do(learner_browser: Client) -> None:
    html = page(learner_browser, "/consults/")
    assert "empty" in hooks(html)
    assert 'href="/scripts/"' in html.split('data-testid="empty"')[1]


def test_each_request_has_its_state_and_the_way_on(learner_browser: Client, learner: User, instructor: User) -> None:
    dropped = over(learner, Reason.DROPPED, instructor=instructor)
    cancelled = over(learner, Reason.CANCELLED, state=State.CANCELLED)
    waiting = making.consult(learner)
    html = page(learner_browser, "/consults/")
    cards = dict(part.split('"', 1) for part in html.split('<article class="request" data-id="')[1:])
    assert list(cards) == [str(waiting.pk), str(cancelled.pk), str(dropped.pk)]
    assert "To the waiting room" in cards[str(waiting.pk)]
    assert "What happened" in cards[str(cancelled.pk)]
    assert instructor.nickname in cards[str(dropped.pk)]
    for consult in (dropped, cancelled, waiting):
        assert f'href="/scripts/{consult.script_id}/"' in cards[str(consult.pk)]
        assert f'href="/consults/{consult.pk}/"' in cards[str(consult.pk)]


def test_others_requests_are_not_in_it(learner_browser: Client, other_learner: User) -> None:
    making.consult(other_learner)
    assert "empty" in hooks(page(learner_browser, "/consults/"))


def test_thirty_cost_as_many_queries_as_one(learner_browser: Client, learner: User) -> None:
    over(learner, Reason.DROPPED)
    with_one = queries(learner_browser, "/consults/")
    for _ in range(29):
        over(learner, Reason.DROPPED)
    assert queries(learner_browser, "/consults/") == with_one <= 6
    assert 'rel="next"' in page(learner_browser, "/consults/")


@pytest.mark.parametrize(
    ("reason", "says"),
    [
        (Reason.CANCELLED, "You have cancelled"),
        (Reason.ABSENT, "has left the line"),
        (Reason.LEARNER_LEFT, "You have left the call"),
        (Reason.DROPPED, "without feedback"),
        (Reason.FINISHED, "has been deleted"),
        (Reason.INSTRUCTOR_LEFT, "you keep your place"),
    ],
)
def test_the_learner_is_told_what_happened_and_may_ask_again(
    learner_browser: Client, learner: User, reason: str, says: str
) -> None:
    ended = over(learner, reason)
    html = page(learner_browser, f"/consults/{ended.pk}/")
    assert says in html
    assert "data-again" in html
    assert data(html, "ask-data")["script"] == ended.script_id


def test_after_a_while_the_place_is_lost_and_not_promised(learner_browser: Client, learner: User) -> None:
    ended = making.change(over(learner, Reason.INSTRUCTOR_LEFT), ended_at=making.ago(16 * 60))
    html = page(learner_browser, f"/consults/{ended.pk}/")
    assert "has not come back" in html
    assert "you keep your place" not in html


def test_who_has_another_request_open_is_led_there_and_not_to_a_second(learner_browser: Client, learner: User) -> None:
    ended = over(learner, Reason.DROPPED)
    waiting = making.consult(learner)
    html = page(learner_browser, f"/consults/{ended.pk}/")
    assert "data-again" not in html
    assert f'href="/consults/{waiting.pk}/"' in html.split('id="line-bar"')[1]
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_the_instructor_is_told_too(learner: User, instructor: User) -> None:
    ended = over(learner, Reason.LEARNER_LEFT, instructor=instructor)
    html = page(browser_of(instructor), f"/consults/{ended.pk}/")
    assert "The learner has left the call" in html
    assert "data-again" not in html


def test_nobody_else_is_told(learner: User, instructor: User) -> None:
    ended = over(learner, Reason.DROPPED, instructor=instructor)
    for user in (person("nosy"), person("nosy.too", role=User.Role.INSTRUCTOR)):
        assert browser_of(user).get(f"/consults/{ended.pk}/").status_code == 404
