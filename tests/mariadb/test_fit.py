"""A real MariaDB that was made wrongly: one line says what, and nothing is written into it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import MySQLdb
import pytest

from tests.e2e.site import ROOT, free_port

Manage = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def manage(tmp_path) -> Manage:
    def run(url: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
        env = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO")}
        env |= {"DATABASE_URL": url, "DATA_DIR": str(tmp_path), "ENV_FILE": os.devnull, "SECRET_KEY": "t" * 50}
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)

    return run


@pytest.fixture
def server(mariadb_server: str) -> Iterator[MySQLdb.Connection]:
    port = int(mariadb_server.rpartition(":")[2].partition("/")[0])
    with MySQLdb.connect(host="127.0.0.1", port=port, user="root", autocommit=True) as connection:
        yield connection
        connection.cursor().execute("DROP DATABASE IF EXISTS wrong")


def make(server: MySQLdb.Connection, *statements: str) -> list[tuple[str, ...]]:
    cursor = server.cursor()
    for statement in statements:
        cursor.execute(statement)
    return list(cursor.fetchall())


def test_a_database_made_with_the_old_default_is_refused_before_anything_is_written(mariadb_server, server, manage):
    make(server, "CREATE DATABASE wrong CHARACTER SET latin1")
    url = mariadb_server.replace("/opickme", "/wrong")
    said = "the database's character set is latin1, not utf8mb4"
    for command in ("prepare", "migrate"):
        refused = manage(url, command)
        assert refused.returncode == 1
        assert said in refused.stderr
        assert "Traceback" not in refused.stderr
    assert make(server, "SHOW TABLES IN wrong") == []


def test_a_table_of_another_kind_is_named(mariadb_server, server, manage):
    make(server, "CREATE DATABASE wrong CHARACTER SET utf8mb4", "CREATE TABLE wrong.old (a TEXT) ENGINE=MyISAM")
    refused = manage(mariadb_server.replace("/opickme", "/wrong"), "check", "--database", "default")
    assert "1 of the tables are not utf8mb4 in InnoDB, the first is old (utf8mb4_general_ci, MyISAM)" in refused.stderr
    assert refused.returncode == 1


def test_the_session_is_strict_reads_what_is_committed_and_waits_briefly_whatever_the_server_says(
    mariadb_server, server, manage
):
    make(server, "CREATE DATABASE wrong CHARACTER SET utf8mb4", "SET GLOBAL sql_mode = ''")
    try:
        facts = "@@sql_mode, @@tx_isolation, @@innodb_lock_wait_timeout"
        asked = f"from django.db import connection as c; k = c.cursor(); k.execute('SELECT {facts}')"
        url = mariadb_server.replace("/opickme", "/wrong")
        told = manage(url, "shell", "--no-imports", "-c", f"{asked}; print(k.fetchone())").stdout
        assert "STRICT_TRANS_TABLES" in told
        assert "'READ-COMMITTED', 20)" in told
        assert manage(url, "check", "--database", "default").returncode == 0
    finally:
        make(server, "SET GLOBAL sql_mode = DEFAULT")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda url: url.replace("root@", "nobody:wrong@"), "Access denied for user 'nobody'"),
        (lambda url: url.replace("/opickme", "/missing"), "Unknown database 'missing'"),
        (lambda url: f"mysql://root@127.0.0.1:{free_port()}/opickme", "Can't connect to server"),
    ],
)
def test_one_that_cannot_be_reached_is_named_in_a_line(mariadb_server, manage, change, said):
    refused = manage(change(mariadb_server), "prepare")
    assert refused.returncode == 1
    assert said in refused.stderr.strip()
    assert len(refused.stderr.strip().splitlines()) == 1
