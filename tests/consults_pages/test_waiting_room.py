"""The page of a request in line."""

import uuid

import pytest
from django.test import Client

from accounts.models import User
from consults.models import Consult
from consults.services import line
from consults.services.requests import cancel_consult
from tests.consults import making
from tests.consults_pages.conftest import browser_of
from tests.consults_pages.looks import data, element, hooks, messages, page, queries


@pytest.fixture
def asked(learner: User) -> Consult:
    return making.consult(learner)


def address(consult: Consult) -> str:
    return f"/consults/{consult.pk}/"


def test_it_shows_place_instructors_and_the_way_out(learner_browser: Client, asked: Consult, instructor: User) -> None:
    making.here(instructor, line.DESK)
    making.change(asked, queued_at=making.ago(0))
    making.waiting(2)
    html = page(learner_browser, address(asked))
    assert (element(html, "position"), element(html, "instructors-online")) == ("3", "1")
    assert {"position", "instructors-online", "cancel"} <= hooks(html)
    assert "not known yet" in html


def test_without_instructors_it_promises_nothing(learner_browser: Client, asked: Consult) -> None:
    html = page(learner_browser, address(asked))
    assert element(html, "instructors-online") == "0"
    assert "nobody can say how long it takes" in html
    assert "data-none>" in html


def test_its_module_finds_where_to_ask_and_what_to_say(learner_browser: Client, asked: Consult) -> None:
    html = page(learner_browser, address(asked))
    urls = data(html, "consult-data")["urls"]
    assert urls["api"] == f"/api/v1/consults/{asked.pk}/"
    assert urls["cancel"] == f"/api/v1/consults/{asked.pk}/cancel/"
    assert (urls["consults"], urls["rooms"]) == ("/api/v1/consults/", "/consults/{id}/")
    assert {"wait.unknown", "call.title", "over.cancelled", "over.absent", "over.instructor_left"} <= messages(
        html, "line-messages"
    )


def test_it_has_no_bar_of_its_own(learner_browser: Client, asked: Consult) -> None:
    assert 'id="line-bar"' not in page(learner_browser, address(asked))


def test_it_costs_the_same_in_a_long_line(learner_browser: Client, asked: Consult) -> None:
    alone = queries(learner_browser, address(asked))
    making.waiting(29)
    assert queries(learner_browser, address(asked)) == alone <= 10


def test_strangers_find_nothing(asked: Consult, other_learner: User, staff: User) -> None:
    for user in (other_learner, staff):
        assert browser_of(user).get(address(asked)).status_code == 404


def test_an_instructor_is_led_to_the_dashboard(instructor_browser: Client, asked: Consult) -> None:
    answer = instructor_browser.get(address(asked))
    assert (answer.status_code, answer["Location"]) == (302, "/consults/")


def test_who_is_not_logged_in_comes_back_after_it(client: Client, asked: Consult) -> None:
    assert client.get(address(asked))["Location"] == f"/accounts/login/?next={address(asked)}"


def test_no_such_consult(learner_browser: Client) -> None:
    assert learner_browser.get(f"/consults/{uuid.uuid4()}/").status_code == 404
    assert learner_browser.get("/consults/7/").status_code == 404


def test_it_only_shows(learner_browser: Client, asked: Consult) -> None:
    assert learner_browser.post(address(asked)).status_code == 405


def test_after_the_end_the_same_address_says_so(learner_browser: Client, asked: Consult) -> None:
    cancel_consult(consult=asked)
    html = page(learner_browser, address(asked))
    assert 'id="over" data-reason="cancelled"' in html
    assert "position" not in hooks(html)
