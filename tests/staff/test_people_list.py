"""The list of people costs the same whatever their number, and follows an index."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User

LIST = "/admin/accounts/user/"


@pytest.fixture
def browser(staff):
    client = Client()
    client.force_login(staff)
    return client


def queries(client, address, **search):
    client.get(address, search)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address, search).status_code == 200
    return seen.captured_queries


def test_a_list_of_many_costs_as_much_as_one_of_few(browser):
    few = len(queries(browser, LIST))
    User.objects.bulk_create(
        [User(username=f"many{n}", email=f"many{n}@example.com", nickname=f"Many {n}") for n in range(300)]
    )
    keys = 1  # of a list with several pages the keys of the page are looked up first
    assert len(queries(browser, LIST)) == few + keys
    assert len(queries(browser, LIST, q="many1")) == few + keys


def test_nothing_counts_or_reads_every_account(browser):
    for search in (
        {},
        {"q": "mina"},
        {"role__exact": "instructor"},
        {"is_staff__exact": "1"},
        {"is_active__exact": "0"},
    ):
        for query in queries(browser, LIST, **search):
            sql = query["sql"]
            if "accounts_user" in sql and "COUNT(" in sql:
                assert "LIMIT 10000" in sql
            assert "LIKE" not in sql


@pytest.mark.parametrize("search", [{"q": "mina"}, {"is_staff__exact": "1"}, {"is_active__exact": "0"}, {"o": "2"}])
def test_each_list_follows_an_index(browser, search):
    for query in queries(browser, LIST, **search):
        sql = query["sql"]
        if 'FROM "accounts_user"' in sql and "ORDER BY" in sql:
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
                plan = " / ".join(row[3] for row in cursor.fetchall())
            assert "USING INDEX" in plan
            assert "SCAN accounts_user /" not in f"{plan} /"
