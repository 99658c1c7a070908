from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from scripts.exceptions import NoQuestion, UnknownChoice
from scripts.models import Encounter, Question, Topic
from scripts.services.choice import candidates, choose_question, gaps, note_encounter
from tests.people import person
from tests.race import at_once
from tests.scripts import making


def test_a_question_is_of_the_topic_and_level_that_were_chosen(learner: User, question: Question) -> None:
    making.question(level="AL")
    making.question(topic=making.topic("movies"))
    for _ in range(10):
        assert choose_question(learner=learner, topic="parks", level="IM") == question


@pytest.mark.parametrize("state", [Question.State.DRAFT, Question.State.RETIRED])
def test_only_published_questions_are_asked(learner: User, parks: Topic, state: str) -> None:
    making.question(state=state)
    with pytest.raises(NoQuestion):
        choose_question(learner=learner, topic="parks", level="IM")


@pytest.mark.parametrize(
    ("topic", "level"),
    [("parking", "IM"), ("parks", "XX"), ("", ""), ("PARKS", "IM"), ("parks ", "IM"), ("parks", "im")],
)
def test_an_unknown_topic_or_level_is_said(learner: User, question: Question, topic: str, level: str) -> None:
    with pytest.raises(UnknownChoice):
        choose_question(learner=learner, topic=topic, level=level)


def ask(learner: User) -> Question:
    return choose_question(learner=learner, topic="parks", level="IM")


def test_a_topic_that_is_not_published_is_unknown(learner: User, question: Question) -> None:
    Topic.objects.update(state="draft")
    with pytest.raises(UnknownChoice):
        ask(learner)


def test_what_was_never_met_comes_first(learner: User, other_learner: User, parks: Topic) -> None:
    questions = {making.question(text=str(n)) for n in range(6)}
    assert {ask(learner) for _ in questions} == questions
    new = making.question(text="just published")
    assert ask(learner) == new
    assert {ask(other_learner) for _ in range(7)} == {*questions, new}


def test_what_was_met_lately_waits(learner: User, parks: Topic) -> None:
    for n in range(9):
        making.question(text=str(n))
    asked = [ask(learner) for _ in range(90)]
    for place, question in enumerate(asked):
        assert question not in asked[max(0, place - 3) : place], place


def test_over_time_every_question_is_asked_equally_often(learner: User, parks: Topic) -> None:
    for n in range(5):
        making.question(text=str(n))
    counts = Counter(ask(learner) for _ in range(50))
    assert len(counts) == 5
    assert max(counts.values()) - min(counts.values()) <= 2


def test_types_take_turns(learner: User, parks: Topic) -> None:
    """Ten routines and one process: the process is not lost among the routines, and does not come at once again."""
    for n in range(10):
        making.question(text=str(n), type="T06")
    process = making.question(text="how", type="T07")
    assert process in {ask(learner) for _ in range(2)}


def test_among_equals_chance_decides(parks: Topic) -> None:
    for n in range(4):
        making.question(text=str(n))
    firsts = {ask(person(f"learner{n}")) for n in range(40)}
    assert len(firsts) == 4


def test_it_is_one_query_over_the_index(learner: User, parks: Topic) -> None:
    for n in range(30):
        making.question(text=str(n))
    for _ in range(10):
        ask(learner)
    with CaptureQueriesContext(connection) as seen:
        candidates(learner=learner, topic="parks", level="IM").first()
    assert len(seen) == 1
    if connection.vendor == "sqlite":
        plan = candidates(learner=learner, topic="parks", level="IM")[:1].explain()
        assert "question_choice" in plan
        assert "SCAN scripts_question" not in plan


def test_meetings_at_the_same_moment_all_count(transactional_db: None) -> None:
    learner = person("learner")
    question = making.question()
    at_once([lambda: note_encounter(learner=learner, question=question)] * 6)
    assert Encounter.objects.get().times == 6


def test_gaps_are_the_cells_without_a_published_question(parks: Topic) -> None:
    for level in ("IL", "IM", "IH"):
        making.question(level=level)
    making.question(level="AL", state="draft")
    assert gaps() == [("parks", "AL")]
