"""What curators do with combos."""

import pytest
from django.test import Client

from scripts.models import Combo, Question, Topic
from tests.scripts import making
from tests.scripts.desk.test_questions import form_of

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


def shown(office: Client, action: str, *rows: Combo | Question) -> str:
    """What the desk says after an action of a list."""
    chosen = {"action": action, "_selected_action": [row.pk for row in rows]}
    return office.post(f"/admin/scripts/{rows[0]._meta.model_name}/", chosen, follow=True).content.decode()


@pytest.mark.parametrize("state", ["draft", "retired"])
def test_a_combo_of_which_a_question_is_not_published_is_not_published(
    office: Client, parks: Topic, state: str
) -> None:
    first, second = questions("T15", "T20")
    Question.objects.filter(pk=second.pk).update(state=state)
    page = office.post(f"{LIST}add/", form(parks, "pair", first, second, state="published")).content.decode()
    assert "This question is not published, so the combo cannot be." in page
    assert office.post(f"{LIST}add/", form(parks, "pair", first, second)).status_code == 302
    combo = Combo.objects.get()
    assert f"Not published, because a question in it is not: {combo}" in shown(office, "publish", combo)
    assert Combo.objects.get().state == "draft"


def test_what_can_be_asked_is_published_beside_what_cannot(office: Client, parks: Topic) -> None:
    whole, broken = (
        Combo.objects.create(topic=parks, kind="pair", first=first, second=second)
        for first, second in (questions("T15", "T20"), questions("T15", "T20"))
    )
    Question.objects.filter(pk=broken.first_id).update(state="draft")
    shown(office, "publish", whole, broken)
    assert list(Combo.objects.published()) == [whole]
    assert Combo.objects.get(pk=broken.pk).state == "draft"


@pytest.mark.parametrize("by_list", [True, False])
def test_who_retires_a_question_is_told_which_combos_are_asked_no_more(
    office: Client, parks: Topic, by_list: bool
) -> None:
    first, second = questions("T15", "T20")
    combo = Combo.objects.create(topic=parks, kind="pair", first=first, second=second, state="published")
    assert Combo.objects.published().exists()
    if by_list:
        page = shown(office, "retire", second)
    else:
        edit = form_of(second, state="retired")
        page = office.post(f"/admin/scripts/question/{second.pk}/change/", edit, follow=True).content.decode()
    assert f"These combos are not asked any more, because a question in them is not published: {combo}" in page
    assert not Combo.objects.published().exists()
    assert "not asked any more" not in shown(office, "publish", second)
    assert Combo.objects.published().exists()


@pytest.mark.parametrize("name", ["type", "topic"])
def test_a_question_in_a_combo_keeps_its_type_and_its_topic(office: Client, parks: Topic, name: str) -> None:
    first, second = questions("T15", "T20")
    Combo.objects.create(topic=parks, kind="pair", first=first, second=second)
    other = "T21" if name == "type" else making.topic("banks").pk
    page = office.post(f"/admin/scripts/question/{second.pk}/change/", form_of(second, **{name: other}))
    assert f"This question stands in a combo, so its {name} cannot change." in page.content.decode()
    second.refresh_from_db()
    assert (second.type, second.topic) == ("T20", parks)


def test_a_question_for_a_combo_is_found_by_its_topic_and_type(office: Client, parks: Topic) -> None:
    first, _second = questions("T15", "T20")
    wanted = {"app_label": "scripts", "model_name": "combo", "field_name": "first", "term": "parks t15"}
    found = office.get("/admin/autocomplete/", wanted).json()["results"]
    assert [row["id"] for row in found] == [str(first.pk)]
    page = office.get(f"/admin/scripts/question/{first.pk}/change/").content.decode()
    assert '<option value="T15" selected>T15 comparison</option>' in page
