"""GET /api/v1/scripts/."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import User
from scripts.models import Question, Script
from tests.scripts import making

URL = "/api/v1/scripts/"


@pytest.fixture
def cast(learner: User, other_learner: User, question: Question) -> dict[str, Script]:
    """Scripts of the learner by name, and one of somebody else."""
    ball = making.question(topic=making.topic("soccer", category="sports", name_ko="축구", name_en="Playing soccer"))
    making.script(other_learner, question, text="a stranger's words about trees")
    return {
        "park": making.script(learner, question, text="I walk under old trees"),
        "ball": making.script(learner, ball, text="We play 100% every_time", question_text="Who plays?"),
        "old": making.script(learner, question, text="Quiet benches", feedback_count=2),
    }


def shown(api: APIClient, cast: dict[str, Script], **asked: Any) -> list[str]:
    answer = api.get(URL, asked)
    assert answer.status_code == 200, answer.content
    names = {script.pk: name for name, script in cast.items()}
    return [names[row["id"]] for row in answer.json()["results"]]


def test_a_learner_sees_the_own_scripts_newest_first(learner_api: APIClient, cast: dict[str, Script]) -> None:
    assert shown(learner_api, cast) == ["old", "ball", "park"]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"tab": "in_progress"}, ["ball", "park"]),
        ({"tab": "completed"}, ["old"]),
        ({"category": "sports"}, ["ball"]),
        ({"category": "trips"}, []),
        ({"category": "leisure", "tab": "in_progress"}, ["park"]),
        ({"search": "TREES"}, ["park"]),
        ({"search": "walk trees"}, ["park"]),
        ({"search": "walk benches"}, []),
        ({"search": "who plays"}, ["ball"]),
        ({"search": "soccer"}, ["ball"]),
        ({"search": "축구"}, ["ball"]),
        ({"search": "100%"}, ["ball"]),
        ({"search": "y_t"}, ["ball"]),
        ({"search": "%"}, ["ball"]),
        ({"search": "k_u"}, []),
        ({"search": "' OR 1=1 --"}, []),
        ({"search": "  "}, ["old", "ball", "park"]),
        ({"search": "benches", "tab": "in_progress"}, []),
    ],
)
def test_it_can_be_narrowed(
    learner_api: APIClient, cast: dict[str, Script], asked: dict[str, str], names: list[str]
) -> None:
    assert shown(learner_api, cast, **asked) == names


@pytest.mark.parametrize("asked", [{"tab": "x"}, {"category": "food"}, {"search": "x" * 101}, {"search": "a\0b"}])
def test_an_unknown_value_is_named(learner_api: APIClient, asked: dict[str, str]) -> None:
    answer = learner_api.get(URL, asked)
    assert answer.status_code == 400
    assert list(answer.json()) == list(asked)


def test_a_card_carries_no_word_timings(learner_api: APIClient, cast: dict[str, Script]) -> None:
    row = learner_api.get(URL).json()["results"][0]
    assert row["question"]["topic"] == "parks"
    assert row["text"] == "Quiet benches"
    assert not {"words", "peaks"} & row.keys()


def test_it_comes_in_pages(learner_api: APIClient, learner: User, question: Question) -> None:
    made = [making.script(learner, question).pk for _ in range(30)]
    seen: list[int] = []
    url: str | None = URL
    sizes = []
    while url:
        page = learner_api.get(url).json()
        assert page["count"] == 30
        sizes.append(len(page["results"]))
        seen += [row["id"] for row in page["results"]]
        url = page["next"]
    assert sizes == [12, 12, 6]
    assert seen == made[::-1]
    assert len(learner_api.get(URL, {"page_size": 1000}).json()["results"]) == 30


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "9" * 30])
def test_a_page_that_is_not_there_is_404(learner_api: APIClient, page: str) -> None:
    assert learner_api.get(URL, {"page": page}).status_code == 404


def test_thirty_rows_cost_as_many_queries_as_one(learner_api: APIClient, learner: User, question: Question) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            learner_api.get(URL, {"page_size": 100, "search": "park"})
        return len(seen)

    making.script(learner, question)
    with_one = queries()
    for _ in range(29):
        making.script(learner, question)
    assert queries() == with_one <= 3


def test_word_timings_are_not_even_read(learner_api: APIClient, learner: User, question: Question) -> None:
    making.script(learner, question)
    with CaptureQueriesContext(connection) as seen:
        learner_api.get(URL)
    assert not [query for query in seen if "words" in query["sql"] or "peaks" in query["sql"]]


def test_nobody_else_may_look(api: APIClient, db: None) -> None:
    assert api.get(URL).status_code == 401
    api.force_authenticate(None)
    for method in (api.put, api.patch, api.delete):
        assert method(URL).status_code == 401


def test_a_list_is_neither_changed_nor_deleted(learner_api: APIClient) -> None:
    for method in (learner_api.put, learner_api.patch, learner_api.delete):
        assert method(URL).status_code == 405
