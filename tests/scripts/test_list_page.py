import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from scripts.models import Question, Script
from tests.scripts import making


@pytest.fixture
def browser(client: Client, learner: User) -> Client:
    client.force_login(learner)
    return client


@pytest.fixture
def scripts(learner: User, other_learner: User, question: Question) -> dict[str, Script]:
    ball = making.question(topic=making.topic("soccer", category="sports", name_ko="축구", name_en="Playing soccer"))
    making.script(other_learner, question, text="a stranger's words")
    return {
        "park": making.script(learner, question, text="I walk under old trees"),
        "ball": making.script(learner, ball, text="We play on Sundays", question_text="Who plays?"),
        "done": making.script(learner, question, text="Quiet benches", feedback_count=1),
        "busy": making.script(learner, question, text="", words=[], state="running"),
        "lost": making.script(learner, question, text="", words=[], state="failed", error="no_speech"),
    }


def page(browser: Client, address: str = "/scripts/") -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def cards(html: str) -> list[tuple[int, str]]:
    found = re.findall(r'data-testid="card" data-id="(\d+)" data-state="(\w+)"', html)
    return [(int(number), state) for number, state in found]


def counts(html: str) -> dict[str, int]:
    found = re.findall(r'data-testid="tab-(\w+)"[^>]*>\s*[^<]*<span class="count">(\d+)</span>', html)
    return {tab: int(count) for tab, count in found}


def test_the_first_tab_shows_what_has_no_feedback_newest_first(browser: Client, scripts: dict[str, Script]) -> None:
    html = page(browser)
    assert cards(html) == [
        (scripts["lost"].pk, "failed"),
        (scripts["busy"].pk, "running"),
        (scripts["ball"].pk, "done"),
        (scripts["park"].pk, "done"),
    ]
    assert counts(html) == {"in_progress": 4, "completed": 1}
    assert "a stranger" not in html
    assert "We heard no speech in this recording" in html


@pytest.mark.parametrize(
    ("asked", "names", "tabs"),
    [
        ("?tab=completed", ["done"], (4, 1)),
        ("?category=sports", ["ball"], (1, 0)),
        ("?category=leisure&tab=completed", ["done"], (3, 1)),
        ("?search=trees", ["park"], (1, 0)),
        ("?search=benches", [], (0, 1)),
        ("?search=benches&tab=completed", ["done"], (0, 1)),
        ("?tab=nonsense", ["lost", "busy", "ball", "park"], (4, 1)),
        ("?category=nonsense", ["lost", "busy", "ball", "park"], (4, 1)),
        ("?page=nonsense", ["lost", "busy", "ball", "park"], (4, 1)),
        ("?page=99999999999999999999", ["lost", "busy", "ball", "park"], (4, 1)),
    ],
)
def test_tabs_category_and_search_narrow_it(
    browser: Client, scripts: dict[str, Script], asked: str, names: list[str], tabs: tuple[int, int]
) -> None:
    html = page(browser, f"/scripts/{asked}")
    assert [number for number, _ in cards(html)] == [scripts[name].pk for name in names]
    assert tuple(counts(html).values()) == tabs


def test_links_keep_the_filter(browser: Client, scripts: dict[str, Script]) -> None:
    html = page(browser, "/scripts/?category=leisure&search=a%26b&page=2")
    assert 'href="/scripts/?category=leisure&amp;search=a%26b&amp;tab=completed"' in html
    assert 'value="a&amp;b"' in html


@pytest.mark.parametrize(
    ("asked", "says", "offers"),
    [
        ("", "Your first script starts with an answer", "/scripts/new/"),
        ("?tab=completed", "No feedback yet", "/scripts/"),
        ("?search=zzz", "Nothing matches", "/scripts/?tab=in_progress"),
        ("?category=trips&tab=completed", "Nothing matches", "/scripts/?tab=completed"),
    ],
)
def test_an_empty_list_says_what_to_do(browser: Client, asked: str, says: str, offers: str) -> None:
    html = page(browser, f"/scripts/{asked}")
    empty = html[html.index('data-testid="empty"') :]
    assert says in empty
    assert f'href="{offers}"' in empty
    assert cards(html) == []


def test_many_scripts_come_in_pages(browser: Client, learner: User, question: Question) -> None:
    made = [making.script(learner, question).pk for _ in range(14)]
    first, second = page(browser), page(browser, "/scripts/?page=2")
    assert [number for number, _ in cards(first) + cards(second)] == made[::-1]
    assert len(cards(second)) == 2
    assert 'rel="next"' in first
    assert 'rel="prev"' in second
    assert [number for number, _ in cards(page(browser, "/scripts/?page=77"))] == made[1::-1]


def test_a_text_is_shown_as_text(browser: Client, learner: User, question: Question) -> None:
    making.script(learner, question, text="<img src=x onerror=alert(1)>")
    html = page(browser)
    assert "<img src=x" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html


def test_thirty_scripts_cost_as_many_queries_as_one(browser: Client, learner: User, question: Question) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            page(browser)
        return len(seen)

    making.script(learner, question)
    with_one = queries()
    for number in range(29):
        making.script(learner, making.question(topic=making.topic(f"topic-{number}")))
    assert queries() == with_one <= 6


def test_the_list_is_for_its_learner(client: Client, db: None) -> None:
    answer = client.get("/scripts/?tab=completed")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/scripts/%3Ftab%3Dcompleted")


def test_it_only_shows(browser: Client) -> None:
    for method in (browser.post, browser.put, browser.delete):
        assert method("/scripts/").status_code == 405
