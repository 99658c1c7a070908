import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.models import User
from scripts.models import Topic
from scripts.services.bank import load_bank
from tests.scripts import making


@pytest.fixture
def browser(client: Client, learner: User) -> Client:
    client.force_login(learner)
    return client


def test_every_topic_stands_under_its_category(browser: Client) -> None:
    load_bank()
    html = browser.get("/scripts/new/").content.decode()
    topics = re.findall(r'data-testid="topic-([\w-]+)"', html)
    assert len(topics) == len(set(topics)) == 45
    assert topics[0] == "movies"
    assert topics.index("parks") < topics.index("pets") < topics.index("soccer") < topics.index("overseas-travel")


def test_what_is_asked_of_everybody_stands_behind_a_tab(browser: Client) -> None:
    load_bank()
    html = browser.get("/scripts/new/?topics=other").content.decode()
    topics = re.findall(r'data-testid="topic-([\w-]+)"', html)
    assert set(topics) == set(Topic.objects.beyond_survey().values_list("slug", flat=True))
    assert topics[:4] == ["self-introduction", "residence", "work", "study"]
    assert re.search(r'data-testid="topics-other" aria-current="page"', html)


def test_a_topic_that_is_not_published_is_not_offered(browser: Client) -> None:
    making.topic("zoos", name_en="Zoos", state="retired")
    assert b"topic-zoos" not in browser.get("/scripts/new/").content


def test_the_levels_stand_in_their_order(browser: Client) -> None:
    html = browser.get("/scripts/new/").content.decode()
    assert re.findall(r'data-testid="level-([A-Z]+)"', html) == ["IL", "IM", "IH", "AL"]


def test_the_module_gets_its_addresses_and_limits(browser: Client, learner: User, settings: Settings) -> None:
    settings.AUDIO_MAX_SECONDS = 777
    learner.show_question_text = True
    learner.save()
    html = browser.get("/scripts/new/").content.decode()
    config = json.loads(re.search(r'<script id="record-config" type="application/json">(.*?)</script>', html)[1])
    assert (config["user_id"], config["max_seconds"], config["show_question_text"]) == (learner.pk, 777, True)
    assert config["urls"]["random"] == "/api/v1/questions/random/"
    assert config["urls"]["uploads"] == "/api/v1/uploads/"
    assert config["urls"]["scripts"] == "/api/v1/scripts/"


def test_it_costs_few_queries(browser: Client) -> None:
    load_bank()
    with CaptureQueriesContext(connection) as seen:
        browser.get("/scripts/new/")
    assert len(seen) <= 4  # session, person, topics, and whether a request of the person waits


def test_recording_is_for_people_who_are_logged_in(client: Client, db: None) -> None:
    assert client.get("/scripts/new/")["Location"] == "/accounts/login/?next=/scripts/new/"


def test_the_page_only_shows(browser: Client) -> None:
    assert browser.post("/scripts/new/").status_code == 405
