"""The database: there, of the right kind, with every migration, and its clock."""

import time
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from opickme import database
from opickme.doctor.findings import Wrong

CLOCK_SECONDS = 5.0


def check_database() -> str:
    """It answers, is new enough, and takes every letter of every language."""
    if problems := database.problems():
        raise Wrong("; ".join(problems), "see docs/database.md, and whether the server of DATABASE_URL runs")
    if connection.vendor == "sqlite":
        return "SQLite, for one machine"
    return f"{_one('SELECT VERSION()')}, utf8mb4, strict"


def check_migrations() -> str:
    """Every migration of this version is applied, and the table of the cache is there."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        first = missing[0][0]
        raise Wrong(
            f"{len(missing)} are missing, {first.app_label}.{first.name} first",
            "run `manage.py prepare` (docs/operating.md)",
        )
    if not settings.REDIS_URL and settings.CACHES["default"]["LOCATION"] not in connection.introspection.table_names():
        raise Wrong("the table of the cache is missing", "run `manage.py prepare`")
    return "all applied"


def check_clock() -> str:
    """The clocks of this machine and of the database agree: leases, tokens and TURN names depend on it."""
    if connection.vendor == "sqlite":
        return "one machine, one clock"
    before = time.time()
    there = _one("SELECT UTC_TIMESTAMP(6)").replace(tzinfo=UTC).timestamp()
    apart = there - (before + time.time()) / 2
    if abs(apart) > CLOCK_SECONDS:
        here = datetime.now(UTC).strftime("%H:%M:%S")
        raise Wrong(f"the database's is {apart:+.0f} s from ours ({here} UTC)", "have both machines follow NTP")
    return f"the database's is {apart:+.1f} s from ours"


def _one(statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        row = cursor.fetchone()
    return row[0] if row else None
