"""The pages on which a curator imports a sheet."""

import csv
import io
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from scripts.models import Question
from tests.people import person
from tests.scripts import making
from tests.scripts.sheets.making import csv_of, line, xlsx_of

LIST = "/admin/scripts/question/"
CHECK = f"{LIST}import/"
CONFIRM = f"{LIST}process_import/"


@pytest.fixture
def curator(parks: object) -> User:
    curator = person("curator", is_staff=True)
    names = ["view_question", "add_question", "change_question"]
    curator.user_permissions.set(Permission.objects.filter(codename__in=names))
    return curator


@pytest.fixture
def office(client: Client, curator: User) -> Client:
    client.force_login(curator)
    return client


def check(office: Client, data: bytes, name: str = "march.csv") -> Any:
    answer = office.post(CHECK, {"import_file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 200
    return answer


def confirm(office: Client, checked: Any, **told: str) -> Any:
    return office.post(CONFIRM, {**checked.context["confirm"].initial, **told}, follow=True)


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_a_good_sheet_is_shown_and_then_imported(office: Client) -> None:
    making.question(key="p-1", text="What do you see there?")
    checked = check(office, xlsx_of([line(hint="Say <b>how</b> often."), line(key="p-1", text="What else?")]), "m.xlsx")
    page = words(checked)
    for sight in ('data-testid="count-new">1<', 'data-testid="count-changed">1<', 'data-testid="count-faulty">0<'):
        assert sight in page
    assert "<del>What do you see there?</del> <ins>What else?</ins>" in page
    assert "Say &lt;b&gt;how&lt;/b&gt; often." in page
    assert Question.objects.count() == 1
    assert "“m.xlsx” is imported: 2 questions (1 new, 1 changed)." in words(confirm(office, checked))
    assert Question.objects.count() == 2


def test_faults_stop_the_import_until_the_person_says_so(office: Client) -> None:
    checked = check(office, csv_of([line(), line(level="XX", text="<i>Why?</i>"), line(topic="<u>", text="What?")]))
    page = words(checked)
    assert "<td>3</td><td><bdi>level</bdi></td><td>“XX” is not known. It may be: IL, IM, IH, AL.</td>" in page
    assert "<td>4</td><td><bdi>topic</bdi></td><td>“&lt;u&gt;” is not known. It may be: parks.</td>" in page
    refused = confirm(office, checked)
    assert "The sheet has faults. Nothing was imported." in words(refused)
    assert Question.objects.count() == 0
    assert "1 question (1 new, 0 changed)" in words(confirm(office, refused, without_faulty="on"))
    assert Question.objects.count() == 1


def test_sent_twice_the_second_is_told(office: Client, django_capture_on_commit_callbacks: Any) -> None:
    checked = check(office, csv_of([line()]))
    with django_capture_on_commit_callbacks(execute=True):
        confirm(office, checked)
    assert "This sheet has been imported already" in words(confirm(office, checked))
    assert Question.objects.count() == 1


def test_what_changed_meanwhile_is_shown_anew(office: Client) -> None:
    old = making.question(key="p-1", text="What do you see there?")
    checked = check(office, csv_of([line(key="p-1", text="What do you hear there?")]))
    old.text = "What do you smell there?"
    old.save()
    again = confirm(office, checked)
    assert "The question bank has changed since you saw this report." in words(again)
    assert "<del>What do you smell there?</del> <ins>What do you hear there?</ins>" in words(again)
    confirm(office, again)
    assert Question.objects.get().text == "What do you hear there?"


def test_two_hundred_faults_are_shown_and_all_of_them_are_to_be_had(office: Client) -> None:
    checked = check(office, csv_of([line(), *[line(level="=1+1", text=f"Number {i}?") for i in range(250)]]))
    page = words(checked)
    assert page.count('data-testid="fault"') == 200
    assert "250 faults" in page
    assert "The first 200 of 250 are shown." in page
    answer = office.get(checked.context["faults_url"])
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["line", "column", "what is wrong", "kind"]
    assert rows[1] == ["3", "level", "“=1+1” is not known. It may be: IL, IM, IH, AL.", "fault"]
    assert len(rows) == 251


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The sheet is empty."),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), "This file is not a sheet. Please upload a CSV or XLSX file."),
        (b"x" * 50_000_000, "The file has 50 MB. A sheet may have at most 45 MB; please split it."),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_on_the_page(office: Client, data: bytes, sentence: str) -> None:
    answer = check(office, data, "questions.xlsx")
    assert sentence in words(answer)
    assert "plan" not in answer.context


def test_nothing_chosen_is_told(office: Client) -> None:
    assert "This field is required." in words(office.post(CHECK, {}))


def test_a_sheet_that_says_nothing_new_offers_no_import(office: Client) -> None:
    making.question(key="p-1", text=line()["text"])
    page = words(check(office, csv_of([line(key="p-1", difficulty=3)])))
    assert "There is nothing to import: the bank says all of this already." in page
    assert 'data-testid="sheet-import"' not in page


def test_a_faults_list_whose_sheet_has_gone_is_told(office: Client) -> None:
    answer = office.get(f"{LIST}import/faults/", {"sheet": "gone.sheet"}, follow=True)
    assert "Please upload it again." in words(answer)


def test_who_may_not_add_questions_adds_none(office: Client, curator: User) -> None:
    curator.user_permissions.remove(Permission.objects.get(codename="add_question"))
    assert "You may change questions, not add any." in words(check(office, csv_of([line()])))


def test_a_name_of_a_file_does_no_harm(office: Client) -> None:
    checked = check(office, csv_of([line()]), "<b>" + "가" * 150 + "\u202e.csv")
    assert "<b>가" not in words(checked)
    confirm(office, checked)
    assert len(Question.objects.get().history.get().history_change_reason) <= 100


def test_the_list_leads_to_both(office: Client) -> None:
    page = words(office.get(f"{LIST}?level__exact=IM"))
    assert f'href="{CHECK}"' in page
    assert f'href="{LIST}export/?level__exact=IM"' in page
    assert "export_csv" in page
