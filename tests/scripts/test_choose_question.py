import random

import pytest

from accounts.models import User
from scripts.exceptions import NoQuestion, UnknownChoice
from scripts.models import Question, Topic
from scripts.services.choice import choose_question
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


def test_what_was_answered_least_comes_next(learner: User, other_learner: User, parks: Topic) -> None:
    twice, once, never = [making.question(text=text) for text in ("a", "b", "c")]
    for answered in (twice, twice, once):
        making.script(learner, answered)
    making.script(other_learner, never)
    assert {choose_question(learner=learner, topic="parks", level="IM") for _ in range(10)} == {never}
    making.script(learner, never)
    assert {choose_question(learner=learner, topic="parks", level="IM") for _ in range(30)} == {once, never}


def test_among_equals_chance_decides(learner: User, parks: Topic) -> None:
    equals = {making.question(text=text) for text in "abc"}
    random.seed(7)
    assert {choose_question(learner=learner, topic="parks", level="IM") for _ in range(40)} == equals
