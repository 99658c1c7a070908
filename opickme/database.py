"""Whether the database is one that keeps what it is given: every letter of every language, whole, or an error."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections
from django.db import Error as DatabaseFault

OLDEST = {"MySQL": (8, 0), "MariaDB": (10, 6)}
PACKET_BYTES = 16 * 1024 * 1024
"""The longest statement: a consult with its draft, as written in the worst case."""
FACTS = {
    "version": "VERSION()",
    "mode": "@@SESSION.sql_mode",
    "charset": "@@character_set_database",
    "spoken": "@@character_set_client",
    "packet": "@@max_allowed_packet",
}
ODD_TABLES = """
SELECT table_name, COALESCE(table_collation, ''), COALESCE(engine, '') FROM information_schema.tables
WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'
AND (table_collation NOT LIKE 'utf8mb4%%' OR engine <> 'InnoDB') ORDER BY table_name
"""


def problems() -> list[str]:
    """What is wrong with the database of DATABASE_URL, a line each; nothing where all is well."""
    connection = connections[DEFAULT_DB_ALIAS]
    try:
        with connection.cursor() as cursor:
            return list(_of_sqlite(cursor) if connection.vendor == "sqlite" else _of_mysql(cursor))
    except (DatabaseFault, ImproperlyConfigured) as error:
        place = connection.settings_dict["HOST"] or connection.settings_dict["NAME"]
        return [f"the database at {place} cannot be used: {error.args[-1] if error.args else error!r}"]


def refuse_unfit() -> None:
    """Raise ImproperlyConfigured with the reason when the database must not be filled."""
    if found := problems():
        raise ImproperlyConfigured("; ".join(found))


@register(Tags.database)
def check_database(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """For `manage.py check --database default`, and before each `migrate`."""
    if not databases or DEFAULT_DB_ALIAS not in databases:
        return []
    return [Error(problem, hint="docs/database.md says how to make it.", id="opickme.E001") for problem in problems()]


def age_of(version: str) -> str | None:
    """What is wrong with a server that calls itself so; None where it is new enough."""
    name = "MariaDB" if "mariadb" in version.lower() else "MySQL"
    # MariaDB long said 5.5.5- first, for the sake of old clients.
    number = re.search(r"(\d+)\.(\d+)", version.removeprefix("5.5.5-"))
    found = (int(number[1]), int(number[2])) if number else (0, 0)
    if found >= OLDEST[name]:
        return None
    return f"{name} {version} is too old, {'.'.join(map(str, OLDEST[name]))} or later is needed"


def _of_sqlite(cursor: Any) -> Iterator[str]:
    cursor.execute("PRAGMA journal_mode")
    (mode,) = cursor.fetchone()
    if mode != "wal":
        yield f"SQLite writes its journal as {mode}, not wal: DATA_DIR must be on a disk of its own machine"


def _of_mysql(cursor: Any) -> Iterator[str]:
    cursor.execute(f"SELECT {', '.join(FACTS.values())}")
    fact = dict(zip(FACTS, cursor.fetchone(), strict=True))
    if too_old := age_of(fact["version"]):
        yield too_old
    if fact["charset"] != "utf8mb4":
        yield f"the database's character set is {fact['charset']}, not utf8mb4: ALTER DATABASE … CHARACTER SET utf8mb4"
    if fact["spoken"] != "utf8mb4":
        yield f"the connection's character set is {fact['spoken']}, not utf8mb4"
    if "STRICT_" not in fact["mode"]:
        yield "strict mode is off: what does not fit would be cut off (sql_mode needs STRICT_TRANS_TABLES)"
    if int(fact["packet"]) < PACKET_BYTES:
        yield f"max_allowed_packet is {fact['packet']}, at least {PACKET_BYTES} is needed"
    cursor.execute(ODD_TABLES)
    odd = cursor.fetchall()
    if odd:
        name, collation, engine = odd[0]
        yield f"{len(odd)} of the tables are not utf8mb4 in InnoDB, the first is {name} ({collation}, {engine})"
