"""Which databases are refused, and in what words."""

import pytest
from django.db import connection

from opickme import database
from opickme.database import age_of, problems


@pytest.mark.parametrize(
    ("version", "refused"),
    [
        ("8.0.36-0ubuntu0.22.04.1", None),
        ("8.4.0", None),
        ("10.6.16-MariaDB-log", None),
        ("5.5.5-10.11.6-MariaDB-0+deb12u1", None),
        ("11.4.2-MariaDB", None),
        ("5.7.44-log", "MySQL 5.7.44-log is too old, 8.0 or later is needed"),
        ("10.5.23-MariaDB", "MariaDB 10.5.23-MariaDB is too old, 10.6 or later is needed"),
        ("nonsense", "MySQL nonsense is too old, 8.0 or later is needed"),
    ],
)
def test_a_server_must_be_new_enough(version, refused):
    assert age_of(version) == refused


@pytest.mark.django_db
def test_the_database_of_these_tests_is_fit():
    assert problems() == []


def test_a_journal_that_is_no_wal_is_named(tmp_path, django_db_blocker, monkeypatch):
    """In a file of its own: whoever else holds the database of the tests open would refuse the change."""
    other = connection.copy()
    other.settings_dict = connection.settings_dict | {"NAME": tmp_path / "other.sqlite3"}
    monkeypatch.setitem(database.__dict__, "connections", {"default": other})
    with django_db_blocker.unblock():
        with other.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=DELETE")
        found = problems()
        other.close()
    assert found == ["SQLite writes its journal as delete, not wal: DATA_DIR must be on a disk of its own machine"]
