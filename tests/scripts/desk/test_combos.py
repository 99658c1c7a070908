"""What curators do with combos."""

import pytest
from django.test import Client

from scripts.models import Combo, Question, Topic
from tests.scripts import making

LIST = "/admin/scripts/combo/"


def form(topic: Topic, kind: str, *questions: Question | None, **fields: object) -> dict[str, object]:
    slots = dict(zip(("first", "second", "third"), questions, strict=False))
    chosen = {name: question.pk if question else "" for name, question in slots.items()}
    return {"topic": topic.pk, "kind": kind, "state": "draft", "key": "", **chosen, **fields}


def questions(*types: str) -> list[Question]:
    levels = {"T08": "IM", "T12": "IM", "T15": "IM", "T16": "IM", "T17": "IH", "T18": "IH", "T20": "AL"}
    return [making.question(type=kind, level=levels.get(kind, "IL"), text=f"A {kind}?") for kind in types]


@pytest.mark.parametrize(
    ("kind", "types"),
    [("combo", "T02 T09 T12"), ("role_play", "T16 T17 T18"), ("pair", "T15 T20")],
)
def test_a_combo_in_its_order_is_stored(office: Client, parks: Topic, kind: str, types: str) -> None:
    asked = questions(*types.split())
    assert office.post(f"{LIST}add/", form(parks, kind, *asked)).status_code == 302
    combo = Combo.objects.get()
    assert combo.questions == asked
    assert combo.history.get().history_user.username == "staff"


@pytest.mark.parametrize(
    ("kind", "types", "sentence"),
    [
        ("role_play", "T17 T16 T18", "Here stands one of T16, not T17."),
        ("combo", "T02 T09", "has a question here."),
        ("pair", "T15 T20 T20", "A pair has two questions."),
        ("pair", "T20 T15", "Here stands one of T14, T15, not T20."),
    ],
)
def test_another_order_is_refused_beside_the_place(
    office: Client, parks: Topic, kind: str, types: str, sentence: str
) -> None:
    page = office.post(f"{LIST}add/", form(parks, kind, *questions(*types.split()))).content.decode()
    assert sentence in page
    assert not Combo.objects.exists()


def test_questions_of_two_topics_make_no_combo(office: Client, parks: Topic) -> None:
    first, second = questions("T15", "T20")
    Question.objects.filter(pk=second.pk).update(topic=making.topic("banks"))
    page = office.post(f"{LIST}add/", form(parks, "pair", first, second)).content.decode()
    assert "This question belongs to another topic." in page


def test_a_question_stands_in_a_combo_once(office: Client, parks: Topic) -> None:
    first = making.question(type="T02", level="IL")
    twice = making.question(type="T12", level="IM")
    page = office.post(f"{LIST}add/", form(parks, "combo", first, twice, twice)).content.decode()
    assert "A question stands in a combo once." in page


def test_a_combo_is_published_in_bulk(office: Client, parks: Topic) -> None:
    first, second = questions("T15", "T20")
    office.post(f"{LIST}add/", form(parks, "pair", first, second))
    office.post(LIST, {"action": "publish", "_selected_action": [Combo.objects.get().pk]})
    assert Combo.objects.published().count() == 1
