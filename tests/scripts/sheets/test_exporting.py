"""What is exported is harmless in a spreadsheet, and the same when it comes back."""

import csv
import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from accounts.models import User
from scripts.models import Combo, Question
from scripts.services.sheets.cells import harmless, original
from scripts.services.sheets.checking import Rights
from scripts.services.sheets.importing import plan_import
from tests.people import person
from tests.scripts import making
from tests.scripts.sheets.making import COLUMNS

LIST = "/admin/scripts/question/"
FORMATS = ["csv", "xlsx"]
EVIL = [
    "=1+1",
    '=HYPERLINK("http://evil.example","click")',
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1",
    "＝1+1",
    "'=1+1",
    "''=1+1",
    "'Tis the season, isn't it?",
    "'",
    " spaces around ",
    "a\r\nb\nc\rd",
    '"quoted", with; all\tsorts|of',
    "<script>alert(1)</script>",
    "_x000D_ and _x005F_",
    "한국어 · 🙂",
]


@pytest.fixture
def office(client: Client, staff: User) -> Client:
    client.force_login(staff)
    return client


def export(office: Client, kind: str, query: str = "") -> bytes:
    answer = office.post(f"{LIST}export/{query}", {"format": kind})
    assert answer.status_code == 200
    return answer.content


def cells(data: bytes) -> list[list[str]]:
    """What a spreadsheet shows, with the header."""
    if data.startswith(b"PK"):
        return [[value or "" for value in row] for row in load_workbook(io.BytesIO(data)).active.values]
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", EVIL)
def test_a_cell_is_no_formula_and_comes_back(text: str) -> None:
    cell = harmless(text)
    assert not cell.startswith(tuple("=+-@\t\r\n＝"))
    assert original(cell) == text


@pytest.mark.parametrize("kind", FORMATS)
def test_no_cell_of_an_export_is_computed(office: Client, kind: str) -> None:
    for number, evil in enumerate(EVIL):
        making.question(key=f"{evil}{number}", text=evil, text_ko=evil, hint=evil, hint_ko=evil, source=evil)
    data = export(office, kind)
    for row in cells(data)[1:]:
        assert not [cell for cell in row if cell.startswith(tuple("=+-@\t\r\n＝"))]
    if kind == "xlsx":
        kinds = {cell.data_type for row in load_workbook(io.BytesIO(data)).active.rows for cell in row if cell.value}
        assert kinds == {"s"}


@pytest.mark.parametrize("kind", FORMATS)
def test_an_export_imported_again_changes_nothing(office: Client, kind: str) -> None:
    for number, evil in enumerate(EVIL):
        making.question(key=f"key-{number}", text=evil, text_ko=evil, hint=evil, hint_ko=evil, source=evil)
    making.question(key=None, text="A question without a key?", state="draft")
    plan = plan_import(data=export(office, kind), rights=Rights())
    assert (plan.faults, plan.changed, plan.new, plan.same) == ([], [], [], len(EVIL) + 1)


@pytest.mark.parametrize("kind", FORMATS)
def test_an_export_gives_back_each_text_byte_for_byte(office: Client, kind: str) -> None:
    for number, evil in enumerate(EVIL):
        making.question(key=f"key-{number}", text=f"{evil}{number}", hint=evil, source=evil)
    data = export(office, kind)
    Question.objects.update(text="lost", hint="lost", source="lost")
    changes = {change.key: change.after for change in plan_import(data=data, rights=Rights()).changed}
    for number, evil in enumerate(EVIL):
        after = changes[f"key-{number}"]
        assert (after[4], after[6], after[8]) == (f"{evil}{number}", evil, evil)


def test_excel_opens_korean_rightly(office: Client) -> None:
    making.question(text_ko="공원에 가시나요?")
    data = export(office, "csv")
    assert data.startswith(b"\xef\xbb\xbfkey,topic,")
    assert "공원에 가시나요?".encode() in data


@pytest.mark.parametrize("kind", FORMATS)
def test_all_that_the_filters_show_is_exported(office: Client, kind: str) -> None:
    making.question(key="a", level="IM", hint="Say why.", difficulty=4)
    making.question(key="b", level="AL", text="Why is that?")
    header, *rows = cells(export(office, kind, "?level__exact=IM"))
    assert header == COLUMNS
    assert rows == [
        ["a", "parks", "IM", "T06", "4", "What do you usually do at the park?", "", "Say why.", "", "", "published"]
    ]


@pytest.mark.parametrize("kind", FORMATS)
def test_chosen_rows_are_exported(office: Client, kind: str) -> None:
    chosen = [making.question(key=key, text=f"{key}?") for key in ("a", "b")]
    making.question(key="c", text="c?")
    told = {"action": f"export_{kind}", "_selected_action": [question.pk for question in chosen]}
    assert {row[0] for row in cells(office.post(LIST, told).content)[1:]} == {"a", "b"}


def test_topics_and_combos_are_exported(office: Client) -> None:
    first, second = making.question(key="p-1", type="T14"), making.question(key="p-2", type="T20", text="B?")
    Combo.objects.create(key="c", topic=first.topic, kind="pair", first=first, second=second, state="published")
    [header, combo] = cells(office.post("/admin/scripts/combo/export/", {"format": "csv"}).content)
    assert header == ["key", "topic", "kind", "first", "second", "third", "state"]
    assert combo == ["c", "parks", "pair", "p-1", "p-2", "", "published"]
    [header, topic] = cells(office.post("/admin/scripts/topic/export/", {"format": "xlsx"}).content)
    assert dict(zip(header, topic, strict=True))["slug"] == "parks"


def test_more_rows_than_a_sheet_holds_are_refused(office: Client, settings) -> None:
    settings.SHEET_EXPORT_ROWS = 1
    chosen = [making.question(key=key, text=f"{key}?").pk for key in ("a", "b")]
    sentence = "One sheet holds at most 1 rows. Please choose fewer with the filters."
    page = office.post(LIST, {"action": "export_csv", "_selected_action": chosen}, follow=True)
    assert sentence in page.content.decode()
    assert sentence in office.post(f"{LIST}export/", {"format": "csv"}).content.decode()
    assert len(cells(export(office, "csv", "?q=a%3F"))) == 2


def test_an_export_asks_the_database_as_often_for_one_row_as_for_many(
    office: Client, django_assert_num_queries
) -> None:
    making.question()
    with django_assert_num_queries(5):
        export(office, "csv")
    for number in range(30):
        making.question(key=f"k{number}", text=f"{number}?", topic=making.topic(f"topic-{number}"))
    with django_assert_num_queries(5):
        export(office, "csv")


@pytest.mark.parametrize("address", ["export/", "import/", "import/faults/", "process_import/"])
def test_only_who_may_change_questions_has_sheets(client: Client, learner: User, address: str) -> None:
    helper = person("helper", is_staff=True)
    for user, status in ((learner, 302), (helper, 403)):
        client.force_login(user)
        ask = client.get if address == "import/faults/" else client.post
        assert ask(f"{LIST}{address}", {"format": "csv"}).status_code == status


def test_filters_that_are_none_lead_back_to_the_list(office: Client) -> None:
    answer = office.get(f"{LIST}export/?topic=abc")
    assert (answer.status_code, answer["Location"]) == (302, LIST)
