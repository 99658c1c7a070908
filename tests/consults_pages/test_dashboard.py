"""The instructors' dashboard: the line itself is filled in by its module."""

from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from consults.models import Consult
from tests.consults import making
from tests.consults_pages.looks import data, hooks, messages, page, queries
from tests.people import person


def test_it_has_the_hooks_of_a_row_and_says_where_the_line_is_read(instructor_browser: Client) -> None:
    html = page(instructor_browser, "/consults/")
    assert {"queue", "queue-row", "listen", "claim"} <= hooks(html)
    facts = data(html, "desk-data")
    assert facts["urls"] == {"consults": "/api/v1/consults/", "rooms": "/consults/{id}/"}
    assert abs(datetime.fromisoformat(facts["now"]) - timezone.now()).total_seconds() < 60
    assert {"new", "gone", "waited.now", "busy", "offline"} <= messages(html, "desk-messages")


def test_nothing_of_the_line_is_in_the_page(instructor_browser: Client, learner: User) -> None:
    asked = making.consult(learner)
    html = page(instructor_browser, "/consults/")
    assert str(asked.pk) not in html
    assert learner.nickname not in html
    assert "<noscript>" in html.split('data-testid="queue"')[0]


def test_the_own_open_consult_can_be_rejoined(instructor_browser: Client, learner: User, instructor: User) -> None:
    taken = making.claimed(learner, instructor)
    html = page(instructor_browser, "/consults/")
    card = html.split("data-own", 1)[1].split("</section>")[0]
    assert f'href="/consults/{taken.pk}/"' in card
    assert "hidden" not in card.split(">")[0]


def test_another_instructors_consult_is_not_shown(instructor_browser: Client, learner: User, rival: User) -> None:
    taken = making.claimed(learner, rival)
    html = page(instructor_browser, "/consults/")
    assert str(taken.pk) not in html
    assert "data-own hidden" in html


def test_corrections_that_are_neither_stored_nor_dropped_are_offered(
    instructor_browser: Client, learner: User, instructor: User
) -> None:
    left = unfinished(learner, instructor)
    html = page(instructor_browser, "/consults/")
    assert "Unfinished corrections" in html
    assert f'href="/consults/{left.pk}/"' in html
    making.change(left, settled_at=timezone.now())
    assert "Unfinished corrections" not in page(instructor_browser, "/consults/")


def test_it_costs_the_same_whatever_has_piled_up(instructor_browser: Client, learner: User, instructor: User) -> None:
    unfinished(learner, instructor)
    with_one = queries(instructor_browser, "/consults/")
    for number in range(29):
        unfinished(person(f"learner{number}"), instructor)
    assert queries(instructor_browser, "/consults/") == with_one <= 6


def unfinished(learner: User, instructor: User) -> Consult:
    """A call that is over and has left a draft."""
    return making.called(
        learner,
        instructor,
        state=Consult.State.COMPLETED,
        ended_at=timezone.now(),
        ended_reason=Consult.Reason.LEARNER_LEFT,
        open_learner=None,
        open_instructor=None,
        draft=making.HTML,
        draft_at=timezone.now(),
    )


def test_an_instructor_comes_to_it_after_logging_in(client: Client, instructor: User, learner: User) -> None:
    password = {"password": "correct-horse-battery"}
    answer = client.post("/accounts/login/", {"username": instructor.username, **password})
    assert (answer.status_code, answer["Location"]) == (302, "/consults/")
    client.post("/accounts/logout/")
    assert client.post("/accounts/login/", {"username": learner.username, **password})["Location"] == "/scripts/"


@pytest.mark.parametrize(("role", "links"), [("learner", 5), ("instructor", 3)])
def test_the_navigation_fits_a_phone(client: Client, db: None, role: str, links: int) -> None:
    client.force_login(person("walker", role=role))
    nav = page(client, "/consults/").split('class="site-nav"')[1].split("</nav>")[0]
    assert nav.count("<a ") == links
    assert nav.count('aria-current="page"') == 1


def test_a_learner_has_no_dashboard(learner_browser: Client) -> None:
    assert "queue" not in hooks(page(learner_browser, "/consults/"))


def test_it_is_for_who_is_logged_in(client: Client, db: None) -> None:
    assert client.get("/consults/")["Location"] == "/accounts/login/?next=/consults/"


def test_it_only_shows(instructor_browser: Client) -> None:
    assert instructor_browser.post("/consults/").status_code == 405
