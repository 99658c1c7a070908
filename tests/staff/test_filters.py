"""Filters of the desk's lists: by a row that is named, by day, and the search for people."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.models import User
from opickme.staff.days import last_days, today
from scripts.models import Question, Script
from tests.people import person
from tests.scripts import making

LIST = "/admin/scripts/script/"


@pytest.fixture
def mine(learner: User, question: Question) -> Script:
    return making.script(learner, question)


@pytest.fixture
def theirs(other_learner: User, question: Question) -> Script:
    return making.script(other_learner, question)


def shown(desk: Client, **query: object) -> set[int]:
    answer = desk.get(LIST, query)
    assert answer.status_code == 200
    return {int(n) for n in re.findall(rf"{LIST}(\d+)/change/", answer.content.decode())}


def test_by_the_key_of_a_learner_and_by_the_name(desk: Client, mine: Script, theirs: Script) -> None:
    assert shown(desk) == {mine.pk, theirs.pk}
    assert shown(desk, learner=mine.learner_id) == {mine.pk}
    assert shown(desk, learner__named="learner") == {mine.pk}
    assert shown(desk, learner__named=" LEARNER ") == {mine.pk}
    assert shown(desk, learner__named="nobody") == set()
    assert shown(desk, learner="", learner__named="") == {mine.pk, theirs.pk}


@pytest.mark.parametrize("query", ["learner=x", "learner=-1", "learner=1e3", f"learner={10**30}", "created_at__day=x"])
@pytest.mark.parametrize("more", ["", "&created_at__since=2026-13-01"])
def test_what_is_no_key_or_day_is_refused_without_a_fault(desk: Client, mine: Script, query: str, more: str) -> None:
    answer = desk.get(f"{LIST}?{query}{more}")
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}?e=1")


def test_the_filter_shows_what_is_chosen_and_keeps_the_other_choices(desk: Client, mine: Script) -> None:
    page = desk.get(LIST, {"learner": mine.learner_id, "state__exact": "done", "p": "1"}).content.decode()
    forms = re.findall(r'<form method="get" class="list-filter" data-related-filter>.*?</form>', page, re.DOTALL)
    about_learners = forms[0]
    assert f'<option value="{mine.learner_id}" selected>learner</option>' in about_learners
    assert re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', about_learners) == [("state__exact", "done")]
    assert 'name="learner__named"' in about_learners


def test_the_filter_does_not_list_everybody(desk: Client, mine: Script, theirs: Script) -> None:
    page = desk.get(LIST).content.decode()
    assert page.count("data-related-filter") == 2
    assert not re.search(r'<option value="\d', page)


def test_by_day(desk: Client, mine: Script, theirs: Script) -> None:
    yesterday, now = last_days(2)
    Script.objects.filter(pk=mine.pk).update(created_at=yesterday.start)
    assert shown(desk, created_at__day=yesterday.date) == {mine.pk}
    assert shown(desk, created_at__day=now.date) == {theirs.pk}
    assert shown(desk, created_at__since=yesterday.date) == {mine.pk, theirs.pk}
    assert shown(desk, created_at__since=today().date) == {theirs.pk}


def test_the_reason_of_a_failure(desk: Client, mine: Script, theirs: Script) -> None:
    Script.objects.filter(pk=mine.pk).update(state="failed", error="no_speech")
    assert shown(desk, reason="no_speech") == {mine.pk}
    assert shown(desk, reason="too_long") == set()


def test_the_search_takes_the_beginning_of_a_name_or_a_number(desk: Client, mine: Script, theirs: Script) -> None:
    assert shown(desk, q="learn") == {mine.pk}
    assert shown(desk, q="other.le") == {theirs.pk}
    assert shown(desk, q="earner") == set()
    assert shown(desk, q=str(mine.pk)) == {mine.pk}
    assert shown(desk, q="9" * 40) == set()
    assert shown(desk, q="%") == set()


def test_a_name_that_goes_on_after_the_search_is_found_and_its_neighbour_is_not(
    desk: Client, question: Question
) -> None:
    names = ["abc", "abcz", "abczzzzzzzzzzzzz", "abd0", "abb9"]
    scripts = {
        name: making.script(person(name.ljust(4, "a") if len(name) < 4 else name), question).pk for name in names
    }
    assert shown(desk, q="abc") == {scripts["abc"], scripts["abcz"], scripts["abczzzzzzzzzzzzz"]}


def test_finding_as_one_types_is_for_those_who_may_see_the_people(client: Client, learner: User) -> None:
    query = {"app_label": "scripts", "model_name": "script", "field_name": "learner", "term": "learn"}
    client.force_login(person("helper", is_staff=True))
    assert client.get("/admin/autocomplete/", query).status_code == 403


def test_neither_a_filter_nor_a_link_leads_to_what_one_may_not_see(client: Client, mine: Script) -> None:
    support = person("support", is_staff=True)
    support.user_permissions.set(Permission.objects.filter(codename__in=["view_script", "view_user"]))
    client.force_login(support)
    page = client.get(LIST).content.decode()
    assert 'name="learner__named"' in page
    assert 'name="question__named"' not in page
    page = client.get(f"{LIST}{mine.pk}/change/").content.decode()
    assert str(mine.question) in page
    assert "/admin/scripts/question/" not in page
