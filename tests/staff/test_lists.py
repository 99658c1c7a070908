"""Each list and each form of the desk costs the same with ten rows and with ten thousand, and counts no table."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import opickme.urls  # noqa: F401 (registers the lists)
from accounts.models import User
from opickme.staff.lists import COUNTED, BoundedPaginator, FastList
from scripts.models import Question
from tests.people import person
from tests.scripts import making
from tests.staff.rows import MAKERS, attempts

FEW, MANY = 10, 10_000
MODELS = [model._meta.label_lower for model in admin.site._registry]
Pages = dict[str, list[str]]


@pytest.fixture(scope="module")
def measured(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Pages, Pages]]:
    """The statements of every page with few rows and with many; all is rolled back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        client = Client(headers={"accept-language": "en"})
        client.force_login(person("staff", is_staff=True, is_superuser=True))
        make(range(FEW))
        few = statements(client)
        make(range(FEW, MANY))
        yield few, statements(client)
        transaction.set_rollback(True)


def make(numbers: range) -> None:
    for maker in MAKERS.values():
        maker(numbers)


def statements(client: Client) -> Pages:
    """The SQL of each page of the desk, by its name."""
    pages = {"front": "/admin/"}
    for model in admin.site._registry:
        address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        row = model._default_manager.order_by("pk").last()
        assert row is not None, f"tests/staff/rows.py makes no {model._meta.label}"
        name = model._meta.label_lower
        pages |= {f"{name} list": address, f"{name} form": f"{address}{row.pk}/change/"}
        pages[f"{name} history"] = f"{address}{row.pk}/history/"
    return {name: queries(client, address) for name, address in pages.items()}


def queries(client: Client, address: str) -> list[str]:
    cache.clear()
    ContentType.objects.clear_cache()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200, address
    return [query["sql"] for query in captured.captured_queries]


def pages_of(model: str) -> list[str]:
    return [f"{model} {page}" for page in ("list", "form", "history")]


@pytest.mark.parametrize("page", ["front", *(page for model in MODELS for page in pages_of(model))])
def test_it_costs_the_same_with_ten_rows_and_with_ten_thousand(page: str, measured: tuple[Pages, Pages]) -> None:
    few, many = (pages[page] for pages in measured)
    keys = page.endswith(" list")  # of a list with several pages the keys of the page are looked up first
    assert len(few) <= len(many) <= len(few) + keys, "\n".join(many)


@pytest.mark.parametrize("model", MODELS)
def test_no_list_counts_a_table(model: str, measured: tuple[Pages, Pages]) -> None:
    for page in pages_of(model):
        counts = [sql for sql in measured[1][page] if re.search(r"SELECT COUNT\(\*\)", sql)]
        bound = "LIMIT" if page.endswith("list") else "WHERE"
        assert [sql for sql in counts if bound not in sql and "LIMIT" not in sql] == []


@pytest.mark.parametrize("model", MODELS)
def test_no_list_reads_more_than_it_shows(model: str, measured: tuple[Pages, Pages]) -> None:
    """Every statement over the list's own table has a limit, or asks for one row."""
    table = next(each for each in admin.site._registry if each._meta.label_lower == model)._meta.db_table
    reading = [sql for sql in measured[1][f"{model} list"] if re.match(rf"SELECT (?!COUNT).* FROM .{table}. ", sql)]
    assert [sql for sql in reading if "LIMIT" not in sql and "WHERE" not in sql] == []


@pytest.mark.parametrize("model", MODELS)
def test_every_list_is_a_fast_one(model: str) -> None:
    office = next(each for key, each in admin.site._registry.items() if key._meta.label_lower == model)
    assert isinstance(office, FastList)
    assert (office.show_full_result_count, office.paginator) == (False, BoundedPaginator)
    assert office.show_facets is admin.ShowFacets.NEVER


def test_what_the_libraries_bring_and_staff_does_not_need_is_gone(staff: Any, client: Client) -> None:
    client.force_login(staff)
    gone = ["token_blacklist/outstandingtoken", "django_tasks_database/dbtaskresult", "otp_totp/totpdevice"]
    front = client.get("/admin/").content.decode()
    for name in gone:
        assert client.get(f"/admin/{name}/").status_code == 404
        assert name not in front


def test_a_long_list_says_that_it_shows_the_first_rows(staff: Any, client: Client) -> None:
    attempts(range(COUNTED + 5))
    client.force_login(staff)
    page = client.get("/admin/axes/accessattempt/?p=200").content.decode()
    assert f"The first {COUNTED} access attempts; filters and search find the others." in " ".join(page.split())


def test_leafing_shows_every_row_once_and_in_order(desk: Client, learner: User, question: Question) -> None:
    same = timezone.now()
    made = [making.script(learner, question, created_at=same).pk for _ in range(120)]
    shown = [numbers(desk.get(f"/admin/scripts/script/?p={page}").content.decode()) for page in (1, 2, 3)]
    assert [len(page) for page in shown] == [50, 50, 20]
    assert [pk for page in shown for pk in page] == made[::-1]


def numbers(page: str) -> list[int]:
    return [int(n) for n in re.findall(r"/admin/scripts/script/(\d+)/change/", page)]
