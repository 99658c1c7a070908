"""The database as of one moment, into a file and back, while the site goes on writing."""

import gzip
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection

DUMP = (
    "--single-transaction",  # one moment for all tables, and nobody waits
    "--quick",
    "--skip-lock-tables",
    "--no-tablespaces",
    "--hex-blob",
    "--default-character-set=utf8mb4",
)


class DatabaseCopyFailed(Exception):
    """A line that says why."""


def ending() -> str:
    """How the file of a copy ends."""
    return "sqlite3" if connection.vendor == "sqlite" else "sql.gz"


def save(path: Path) -> None:
    """Write the database as of now to `path`: whole, or not at all. Raises DatabaseCopyFailed."""
    part = path.with_name(f"{path.name}.part")
    try:
        _save_sqlite(part) if connection.vendor == "sqlite" else _dump(part)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    part.replace(path)


def load(path: Path) -> None:
    """Have the database be what `path` says. Raises DatabaseCopyFailed."""
    if path.name.endswith("sqlite3") != (connection.vendor == "sqlite"):
        raise DatabaseCopyFailed(f"{path.name} is a copy of another kind of database than DATABASE_URL names")
    if connection.vendor == "sqlite":
        connection.close()
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(_sqlite_path())) as target:
            source.backup(target)
        return
    with gzip.open(path) as dump, _login() as login:
        command = [_program("mariadb", "mysql"), login, "--default-character-set=utf8mb4", _name()]
        done = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        assert done.stdin is not None
        try:
            with done.stdin:
                shutil.copyfileobj(dump, done.stdin)
        except BrokenPipeError:
            pass  # what it said of it stands below
        _finish(done)


def is_empty() -> bool:
    """Whether there is nothing yet that could be lost."""
    return not connection.introspection.table_names()


def _save_sqlite(part: Path) -> None:
    """By SQLite's own backup, which begins anew where somebody writes meanwhile: in one step nobody can."""
    with closing(sqlite3.connect(_sqlite_path(), timeout=60)) as source, closing(sqlite3.connect(part)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")  # one file
        (verdict,) = target.execute("PRAGMA integrity_check").fetchone()
    part.chmod(0o600)
    if verdict != "ok":
        raise DatabaseCopyFailed(f"the database is damaged: {verdict}")


def _dump(part: Path) -> None:
    with _login() as login, open(part, "wb", opener=_private) as raw, gzip.open(raw, "wb", 5) as out:
        command = [_program("mariadb-dump", "mysqldump"), login, *DUMP, _name()]
        done = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert done.stdout is not None
        shutil.copyfileobj(done.stdout, out)
        _finish(done)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _finish(done: "subprocess.Popen[bytes]") -> None:
    said = done.stderr.read().decode(errors="replace") if done.stderr else ""
    if done.wait() != 0:
        raise DatabaseCopyFailed(" ".join(said.split())[:500] or f"exit code {done.returncode}")


@contextmanager
def _login() -> Iterator[str]:
    """The option that names a file with host, user and password: on a command line everybody could read them."""
    facts = connection.settings_dict
    host = str(facts["HOST"] or "localhost")
    known = {"user": facts["USER"], "password": facts["PASSWORD"], "port": facts["PORT"]}
    known["socket" if host.startswith("/") else "host"] = host
    lines = [f'{name} = "{_quoted(str(value))}"' for name, value in known.items() if value]
    with tempfile.NamedTemporaryFile("w", prefix="login-") as file:  # 0600
        file.write("\n".join(["[client]", *lines, ""]))
        file.flush()
        yield f"--defaults-file={file.name}"


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')


def _program(*names: str) -> str:
    for name in names:
        if path := shutil.which(name):
            return path
    raise DatabaseCopyFailed(f"{names[0]} is missing: install the client of the database (Debian: mariadb-client)")


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _sqlite_path() -> str:
    return str(connection.settings_dict["NAME"])
