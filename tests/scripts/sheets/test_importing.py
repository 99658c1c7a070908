"""An import does exactly what was shown, once, all of it or nothing, and says who did it."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from opickme.errors import DomainError
from scripts.models import Combo, Leftover, Question
from scripts.services import curating
from scripts.services.sheets import importing
from scripts.services.sheets.checking import Rights
from scripts.services.sheets.errors import AlreadyThere, FaultsLeft, SheetChanged, SheetGone
from scripts.services.sheets.importing import Imported, import_sheet, keep_sheet, plan_import
from tests.race import at_once
from tests.scripts import making
from tests.scripts.sheets.making import csv_of, line, xlsx_of


@pytest.fixture
def curator(staff: User, parks: object) -> User:
    return staff


class Import:
    """A sheet that a person has uploaded and looked at."""

    def __init__(self, user: User, data: bytes) -> None:
        self.user = user
        self.plan = plan_import(data=data, rights=Rights())
        self.token = keep_sheet(content=ContentFile(data), user=user)

    def confirm(self, **told: Any) -> Imported:
        facts = {"token": self.token, "file_name": "march.csv", "shown": self.plan.fingerprint(), "user": self.user}
        return import_sheet(**{**facts, "without_faulty": False, "rights": Rights(), **told})


def test_looking_changes_nothing_and_takes_no_lock(parks: object) -> None:
    making.question(key="p-1")
    with CaptureQueriesContext(connection) as asked:
        plan = plan_import(data=csv_of([line(key="p-1", text="What is new?"), line()]), rights=Rights())
    assert (len(plan.new), len(plan.changed)) == (1, 1)
    assert [query["sql"] for query in asked if not query["sql"].startswith("SELECT")] == []
    assert Question.objects.count() == 1


@pytest.mark.parametrize("make", [csv_of, xlsx_of])
def test_what_was_shown_is_imported_and_again_changes_nothing(curator: User, make: Any) -> None:
    old = making.question(key="p-1", text="What do you see there?")
    data = make([line(hint_ko="힌트"), line(key="p-1", text="What do you see there?", difficulty=5, state="retired")])
    assert Import(curator, data).confirm() == Imported(new=1, changed=1)
    old.refresh_from_db()
    new = Question.objects.exclude(pk=old.pk).get()
    assert (old.difficulty, old.state) == (5, "retired")
    assert (new.text, new.hint_ko, new.state, new.difficulty) == (line()["text"], "힌트", "draft", 1)
    again = Import(curator, data)
    assert (again.plan.new, again.plan.changed, again.plan.same) == ([], [], 2)


def test_history_and_log_say_who_did_it_and_from_where(curator: User) -> None:
    old = making.question(key="p-1", text="What do you see there?")
    Import(curator, csv_of([line(key="n-1"), line(key="p-1", text="What do you hear there?")])).confirm()
    new = Question.objects.get(key="n-1")
    for question, kind in ((new, "+"), (old, "~")):
        last = question.history.first()
        assert (last.history_type, last.history_user, last.history_change_reason) == (kind, curator, "import march.csv")
        assert last.text == Question.objects.get(pk=question.pk).text
        assert last.created_at == question.created_at
    entry = LogEntry.objects.get()
    assert entry.user == curator
    assert entry.get_change_message() == "Imported “march.csv”: 1 new, 1 changed. p-1, n-1"


def test_the_time_of_a_change_moves_and_that_of_the_beginning_stays(curator: User) -> None:
    old = making.question(key="p-1")
    Import(curator, csv_of([line(key="p-1")])).confirm()
    now = Question.objects.get()
    assert now.created_at == old.created_at
    assert now.updated_at > old.updated_at


def test_a_new_row_has_all_that_the_model_gives(curator: User) -> None:
    Import(curator, csv_of([line()])).confirm()
    question = Question.objects.get()
    fresh = Question()
    for name in ("from_bank", "audio", "spoken_text", "speech_lease_until", "speech_attempt"):
        assert getattr(question, name) == getattr(fresh, name), name


def test_with_faults_nothing_is_imported_unless_the_person_says_so(curator: User) -> None:
    data = csv_of([line(), line(level="XX", text="Why?")])
    shown = Import(curator, data)
    with pytest.raises(FaultsLeft):
        shown.confirm()
    assert Question.objects.count() == 0
    assert shown.confirm(without_faulty=True) == Imported(new=1, changed=0)
    assert Question.objects.count() == 1


def test_sent_twice_it_is_imported_once(curator: User, django_capture_on_commit_callbacks: Any) -> None:
    shown = Import(curator, csv_of([line()]))
    with django_capture_on_commit_callbacks(execute=True):
        shown.confirm()
    with pytest.raises(SheetGone):
        shown.confirm()
    assert (Question.objects.count(), LogEntry.objects.count()) == (1, 1)


def test_sent_twice_before_the_file_is_deleted_the_second_is_told(curator: User) -> None:
    shown = Import(curator, csv_of([line(), line(level="XX", text="Why?")]))
    shown.confirm(without_faulty=True)
    with pytest.raises(AlreadyThere):
        shown.confirm(without_faulty=True)
    assert (Question.objects.count(), LogEntry.objects.count()) == (1, 1)


def test_a_file_that_has_gone_is_told(curator: User) -> None:
    shown = Import(curator, csv_of([line()]))
    default_storage.delete(f"sheets/{curator.pk}/{shown.token}")
    with pytest.raises(SheetGone):
        shown.confirm()


@pytest.mark.parametrize("token", ["../../etc/passwd", "", "x.sheet/../y", "a b", "none.sheet"])
def test_a_made_up_name_reaches_no_file(curator: User, token: str) -> None:
    with pytest.raises(SheetGone):
        Import(curator, csv_of([line()])).confirm(token=token)


def test_nobody_imports_what_another_person_uploaded(curator: User, learner: User) -> None:
    shown = Import(curator, csv_of([line()]))
    for token in (shown.token, f"../{curator.pk}/{shown.token}"):
        with pytest.raises(SheetGone):
            shown.confirm(user=learner, token=token)
    assert Question.objects.count() == 0


def test_an_imported_file_is_deleted_and_one_that_waits_is_noted_as_left_over(
    curator: User, django_capture_on_commit_callbacks: Any
) -> None:
    shown = Import(curator, csv_of([line()]))
    assert [left.name for left in Leftover.objects.all()] == [f"sheets/{curator.pk}/{shown.token}"]
    with django_capture_on_commit_callbacks(execute=True):
        shown.confirm()
    assert making.stored_files() == set()
    assert Leftover.objects.count() == 0


def test_what_changed_since_it_was_shown_is_told_and_not_written_over(curator: User) -> None:
    old = making.question(key="p-1", text="What do you see there?")
    shown = Import(curator, csv_of([line(key="p-1", text="What do you hear there?")]))
    old.text = "What do you smell there?"
    old.save()
    with pytest.raises(SheetChanged):
        shown.confirm()
    old.refresh_from_db()
    assert old.text == "What do you smell there?"
    assert shown.token in str(making.stored_files())


def test_a_change_elsewhere_does_not_matter(curator: User) -> None:
    other = making.question(key="other", text="What else is there?")
    shown = Import(curator, csv_of([line()]))
    other.hint = "Say what."
    other.save()
    assert shown.confirm() == Imported(new=1, changed=0)


@pytest.fixture
def overtaken(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Have something done between the last look at the bank and the lock."""

    def by(act: Any) -> None:
        looked = importing.plan_import

        def looks_and_is_overtaken(**said: Any) -> Any:
            plan = looked(**said)
            act()
            return plan

        monkeypatch.setattr(importing, "plan_import", looks_and_is_overtaken)

    return by


def test_a_change_without_history_is_noticed_under_the_lock(curator: User, overtaken: Any) -> None:
    making.question(key="p-1", text="What do you see there?")
    shown = Import(curator, csv_of([line(key="n-1"), line(key="p-1", text="What do you hear there?")]))
    overtaken(lambda: Question.objects.filter(key="p-1").update(hint="written in between"))
    with pytest.raises(SheetChanged):
        shown.confirm()
    assert list(Question.objects.values_list("key", "text")) == [("p-1", "What do you see there?")]


def test_what_makes_a_line_faulty_is_noticed_under_the_lock(curator: User, overtaken: Any) -> None:
    first, second = making.question(key="p-1", type="T14"), making.question(type="T20", text="B?")
    shown = Import(curator, csv_of([line(key="p-1", type="T15")]))
    facts = {"topic": first.topic, "kind": "pair", "first": first, "second": second}
    overtaken(lambda: Combo.objects.get_or_create(key="c", defaults=facts))
    with pytest.raises(DomainError):
        shown.confirm()
    assert Question.objects.get(key="p-1").type == "T14"


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_the_same_at_once_import_it_once(curator: User) -> None:
    shown = Import(curator, csv_of([line(text=f"What is number {i} of these?") for i in range(50)]))

    def confirm() -> object:
        try:
            return shown.confirm()
        except (AlreadyThere, SheetGone) as error:  # the file goes once it is imported
            return error

    results = at_once([confirm, confirm])
    assert [result for result in results if isinstance(result, Imported)] == [Imported(50, 0)]
    assert Question.objects.count() == 50
    assert Question.history.count() == 50
    assert LogEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_curators_with_the_same_new_questions_one_is_told(curator: User, instructor: User) -> None:
    data = csv_of([line(text=f"What is number {i} of these?") for i in range(50)])
    both = [Import(curator, data), Import(instructor, data)]

    def confirm(shown: Import) -> object:
        try:
            return shown.confirm()
        except AlreadyThere as error:
            return error

    results = at_once([lambda shown=shown: confirm(shown) for shown in both])
    assert sorted(type(result).__name__ for result in results) == ["AlreadyThere", "Imported"]
    assert Question.objects.count() == 50


@pytest.mark.django_db(transaction=True)
def test_two_curators_with_different_sheets_both_get_through(curator: User, instructor: User) -> None:
    both = [Import(curator, csv_of([line()])), Import(instructor, csv_of([line(text="What else is there?")]))]
    assert at_once([shown.confirm for shown in both]) == [Imported(1, 0)] * 2
    assert Question.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_what_breaks_in_the_middle_leaves_nothing_behind(curator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    making.question(key="p-1", text="What do you see there?")
    shown = Import(curator, csv_of([line(), line(key="p-1", text="What do you hear there?")]))
    before = Question.history.count()

    def refuse(execute: Any, sql: str, *rest: Any) -> Any:
        if "django_admin_log" in sql:
            raise ConnectionError
        return execute(sql, *rest)

    with connection.execute_wrapper(refuse), pytest.raises(ConnectionError):
        shown.confirm()
    assert [question.text for question in Question.objects.all()] == ["What do you see there?"]
    assert Question.history.count() == before
    assert shown.confirm() == Imported(new=1, changed=1)


def queued() -> list[tuple[int, int]]:
    return [(task.args_kwargs["args"][0], task.priority) for task in DBTaskResult.objects.order_by("pk")]


def test_few_published_questions_are_spoken_at_once_and_drafts_are_not(
    curator: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        Import(curator, csv_of([line(state="published"), line(text="What else is there?")])).confirm()
    [published] = Question.objects.published()
    assert queued() == [(published.pk, 100)]


def test_many_wait_behind_what_a_learner_asks_for(curator: User, django_capture_on_commit_callbacks: Any) -> None:
    number = curating.URGENT_UP_TO + 1
    lines = [line(text=f"What is number {i} of these?", state="published") for i in range(number)]
    with django_capture_on_commit_callbacks(execute=True):
        Import(curator, csv_of(lines)).confirm()
    assert {priority for _pk, priority in queued()} == {0}
    assert len(queued()) == number
