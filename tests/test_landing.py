"""The first page: open to everybody, made of the real product."""

import json

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from scripts.models import Topic
from tests.scripts import making


def test_it_shows_four_parts_with_the_real_topics(client: Client, db: None) -> None:
    making.topic()
    page = client.get("/").content.decode()
    assert [f'id="{part}"' in page for part in ("topics", "record", "scripts", "consult")] == [True] * 4
    assert "img/topics/parks.svg" in page
    assert "Going to parks" in page


def test_who_is_not_logged_in_is_led_to_sign_up_and_on_to_practising(client: Client, db: None) -> None:
    page = client.get("/").content.decode()
    assert "/accounts/signup/?next=/scripts/new/" in page
    assert 'data-testid="logout"' not in page


def test_a_learner_is_led_straight_to_practising(client: Client, learner: User) -> None:
    client.force_login(learner)
    page = client.get("/").content.decode()
    assert 'href="/scripts/new/"' in page
    assert "/accounts/signup/" not in page


def test_its_pictures_exist(client: Client, db: None) -> None:
    page = client.get("/").content.decode()
    pictures = [piece.split('"')[0] for piece in page.split('src="/static/')[1:]]
    assert len(pictures) > 5
    assert [name for name in pictures if finders.find(name) is None] == []


@pytest.mark.parametrize("many", [1, 30])
def test_it_costs_one_query_whatever_the_number_of_topics(
    client: Client, db: None, many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Topic.objects.bulk_create(
        Topic(slug=f"t{i}", category="sports", name_ko=f"주제 {i}", name_en=f"Topic {i}", state="published")
        for i in range(many)
    )
    with django_assert_num_queries(1):
        assert f"Topic {many - 1}" in client.get("/").content.decode()


def test_the_site_can_be_installed(client: Client, db: None) -> None:
    answer = client.get("/site.webmanifest")
    about = json.loads(answer.content)
    assert answer["Content-Type"] == "application/manifest+json"
    assert about["start_url"] == "/scripts/new/"
    assert [icon["src"] for icon in about["icons"] if finders.find(icon["src"].removeprefix("/static/")) is None] == []
    assert "/site.webmanifest" in client.get("/").content.decode()


def test_only_looking_is_allowed(client: Client, db: None) -> None:
    assert client.post("/").status_code == 405
    assert client.post("/site.webmanifest").status_code == 405
