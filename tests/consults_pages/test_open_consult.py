"""Every page of a learner whose consult is open knows of it."""

import pytest
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from consults.context import open_consult
from consults.services.requests import cancel_consult
from tests.consults import making
from tests.consults_pages.looks import hooks, page
from tests.scripts import making as scripts

PAGES = ["/", "/scripts/", "/scripts/new/", "/accounts/profile/", "/consults/"]


def bar(html: str) -> str:
    return html.split('id="line-bar"')[1].split("</aside>")[0] if 'id="line-bar"' in html else ""


@pytest.mark.parametrize("address", PAGES)
def test_it_is_called_on_every_page(learner_browser: Client, learner: User, address: str) -> None:
    asked = making.consult(learner)
    html = page(learner_browser, address)
    assert 'data-state="waiting"' in bar(html)
    assert f'href="/consults/{asked.pk}/"' in bar(html)
    assert "js/consults/bar.js" in html


def test_a_page_that_is_missing_calls_too(learner_browser: Client, learner: User) -> None:
    making.consult(learner)
    assert "You are in line" in bar(learner_browser.get("/nowhere/").content.decode())


def test_what_was_taken_says_so_without_javascript(learner_browser: Client, learner: User, instructor: User) -> None:
    making.claimed(learner, instructor)
    assert "Your instructor is waiting for you." in bar(page(learner_browser, "/scripts/"))


def test_what_is_over_or_anothers_is_not_shown(
    learner_browser: Client, learner: User, other_learner: User, instructor: User
) -> None:
    making.consult(other_learner)
    cancel_consult(consult=making.consult(learner))
    html = page(learner_browser, "/scripts/")
    assert bar(html) == ""
    assert "js/consults/bar.js" not in html


def test_it_costs_one_query_and_nothing_for_who_cannot_have_one(
    learner: User, instructor: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    making.consult(learner)
    for user, cost in ((learner, 1), (instructor, 0), (None, 0)):
        request = RequestFactory().get("/scripts/")
        request.resolver_match = None
        if user:
            request.user = user
        with django_assert_num_queries(0):
            found = open_consult(request)["open_consult"]
        with django_assert_num_queries(cost):
            assert bool(found) == bool(cost)
            assert bool(found) == bool(cost)


def test_the_script_page_offers_to_ask_or_leads_to_what_is_open(learner_browser: Client, learner: User) -> None:
    asked = making.consult(learner)
    other = scripts.script(learner, asked.script.question)
    here, there = (page(learner_browser, f"/scripts/{pk}/") for pk in (asked.script_id, other.pk))
    assert panel_state(here) == "waiting"
    assert f'href="/consults/{asked.pk}/"' in here.split('id="ask-panel"')[1].split("</aside>")[0]
    assert panel_state(there) == "none"
    assert {"request-consult", "confirm"} <= hooks(there)


def panel_state(html: str) -> str:
    return html.split('id="ask-panel"')[1].split('data-state="')[1].split('"')[0]


def test_the_script_page_has_one_confirm_until_another_question_is_asked(
    learner_browser: Client, learner: User
) -> None:
    script = scripts.script(learner, scripts.question())
    dialogs = page(learner_browser, f"/scripts/{script.pk}/").split("<dialog")[1:]
    assert len(dialogs) == 3
    assert sum(dialog.split("</dialog>")[0].count('data-testid="confirm"') for dialog in dialogs) == 1
