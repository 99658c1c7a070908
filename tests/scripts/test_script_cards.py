"""What a card of the list tells and offers."""

import re

import pytest
from django.test import Client

from accounts.models import User
from scripts.models import Question, Script
from tests.scripts import making


@pytest.fixture
def browser(client: Client, learner: User) -> Client:
    client.force_login(learner)
    return client


def read(browser: Client, query: str = "") -> str:
    return browser.get(f"/scripts/{query}").content.decode()


def test_it_tells_picture_level_topic_and_the_question_as_it_was_asked(
    browser: Client, learner: User, question: Question
) -> None:
    making.script(learner, question, question_text="The old wording?")
    page = read(browser)
    assert "img/topics/parks.svg" in page
    assert 'class="tag level level-IM">IM<' in page
    assert "Going to parks" in page
    assert "The old wording?" in page


def test_a_failed_one_says_why(browser: Client, learner: User, question: Question) -> None:
    making.script(learner, question, state=Script.State.FAILED, error="no_speech", text="", words=[])
    card = read(browser).split('data-state="failed"')[1].split("</article>")[0]
    assert "We heard no speech" in card


def test_only_one_without_feedback_can_be_deleted(browser: Client, learner: User, question: Question) -> None:
    making.script(learner, question, feedback_count=1)
    assert 'data-testid="delete"' not in read(browser, "?tab=completed")
    making.script(learner, question)
    page = read(browser)
    assert page.count('data-testid="delete"') == page.count('data-testid="confirm"') == 1


def test_the_next_page_keeps_the_filter(browser: Client, learner: User, question: Question) -> None:
    for _ in range(13):
        making.script(learner, question)
    link = re.search(r'rel="next" href="([^"]+)"', read(browser, "?category=leisure&search=usually"))
    assert link
    assert set(link[1].split("?")[1].split("&amp;")) == {"category=leisure", "search=usually", "page=2"}


def test_what_was_searched_for_stays_in_the_box_as_text(browser: Client) -> None:
    page = read(browser, "?search=%22%3E%3Cb%3E")
    assert 'value="&quot;&gt;&lt;b&gt;"' in page
