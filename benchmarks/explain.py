"""The hottest requests on a private MariaDB: time, queries, and the plan of the slowest one, at few rows and at
EXPLAIN_SCRIPTS (1,000,000). `python -m benchmarks explain`; `docs/database.md` keeps the table.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks import project

FEW, MANY = 1_000, int(os.environ.get("EXPLAIN_SCRIPTS", 1_000_000))
QUESTIONS = 1_000
RUNS = 5


def measure() -> dict[str, Any]:
    from tests.services import mariadb

    with tempfile.TemporaryDirectory(prefix="explain-") as folder, mariadb(Path(folder)) as url:
        os.environ["DATABASE_URL"] = url
        project.setup()
        return {"scripts": [FEW, MANY], "requests": compare(at(FEW), at(MANY))}


def compare(few: dict[str, Any], many: dict[str, Any]) -> dict[str, Any]:
    """The figures of many rows, with the time that the same took at few."""
    table = {name: {"ms_few": few[name]["ms"], **figures} for name, figures in many.items()}
    print_table(table)
    return table


def at(scripts: int) -> dict[str, Any]:
    """Fill an empty database with so many scripts, and measure."""
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import setup_test_environment

    from benchmarks.desk_rows import fill, run
    from scripts.services.bank import load_bank

    name = connection.settings_dict["NAME"]
    run(f"DROP DATABASE {name}")
    run(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
    connection.close()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if scripts == FEW:
        setup_test_environment()
    load_bank()
    run("SET SESSION max_recursive_iterations = 4294967295, sql_mode = CONCAT(@@sql_mode, ',PIPES_AS_CONCAT')")
    staff = fill(questions=QUESTIONS, scripts=scripts)
    tables = ", ".join(connection.introspection.table_names())
    run(f"ANALYZE TABLE {tables}")
    connection.close()
    return {what: timed(act) for what, act in requests(staff)}


def requests(staff: Any) -> Iterator[tuple[str, Callable[[], Any]]]:
    """What people, programs and the site itself ask for most."""
    from accounts.models import User
    from consults.models import Consult
    from consults.services import line, upkeep
    from consults.services.requests import claim_consult
    from scripts.models import Script
    from scripts.services.choice import candidates
    from scripts.services.recognition import reap

    learner, teacher = User.objects.get(pk=2), User.objects.get(username="teacher7")
    script = Script.objects.owned_by(learner).newest_first().only("pk")[0]
    visit, desk, office = browser(learner), browser(teacher), browser(staff)
    yield "list of scripts", visit("/scripts/")
    yield "list of scripts: tab, category, search", visit("/scripts/?tab=in_progress&category=leisure&search=river")
    yield "list of scripts: last page", visit("/scripts/?page=1000")
    yield "page of a script", visit(f"/scripts/{script.pk}/")
    yield "API: list of scripts", visit("/api/v1/scripts/")
    yield "a question for the learner", lambda: candidates(learner=learner, topic="parks", level="IM").first()
    yield "list of feedback", visit("/feedback/")
    yield "list of feedback: search", visit("/feedback/?search=river")
    yield "dashboard of an instructor", desk("/consults/")
    yield "API: the line", desk("/api/v1/consults/")
    yield "own requests", visit("/consults/")
    waits = list(Consult.objects.waiting().in_line())
    yield "place in the line, usual wait", lambda: line.line_for(waits[-1])
    yield "a request is taken", lambda: again(claim_consult, instructor=teacher, consult=waits[0])
    yield "upkeep of the line", upkeep.keep_order
    yield "reaper of recognition", reap
    yield "figures of /metrics", visit("/metrics")
    yield "admin: scripts", office("/admin/scripts/script/")
    yield "admin: failed scripts", office("/admin/scripts/script/?state__exact=failed")
    yield "admin: consults", office("/admin/consults/consult/")
    yield "admin: front page, counted", counted(office("/admin/"))


def browser(user: Any) -> Callable[[str], Callable[[], Any]]:
    from django.test import Client

    client = Client(headers={"accept-language": "en"})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    def visit(address: str) -> Callable[[], Any]:
        def ask() -> None:
            answer = client.get(address, follow=True)
            assert (answer.status_code, answer.wsgi_request.path) == (200, address.partition("?")[0]), address

        return ask

    return visit


def counted(visit: Callable[[], Any]) -> Callable[[], Any]:
    """The page without what it keeps for a minute."""
    from django.core.cache import cache

    def ask() -> None:
        cache.clear()
        visit()

    return ask


def again(change: Callable[..., Any], **facts: Any) -> None:
    """Make a change and take it back, so that it can be measured more than once."""
    from django.db import transaction

    with transaction.atomic():
        change(**facts)
        transaction.set_rollback(True)


def timed(act: Callable[[], Any]) -> dict[str, Any]:
    """Median in milliseconds, number of queries, and time and plan of the slowest query."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    act()  # warm
    with CaptureQueriesContext(connection) as queries:
        act()
    asked = list(queries.captured_queries)  # now: the next request empties the list
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        act()
        times.append((time.perf_counter() - start) * 1000)
    slowest = max(asked, key=lambda query: float(query["time"]))
    return {
        "ms": round(statistics.median(times), 1),
        "queries": len(asked),
        "slowest_ms": float(slowest["time"]) * 1000,
        "plan": plan(slowest["sql"]),
        "sql": slowest["sql"][:2000],
    }


def plan(sql: str) -> list[str]:
    """The database's own words, a line for each table: how it is read, by which index, about how many rows."""
    from django.db import connection

    if not sql.startswith(("SELECT", "UPDATE", "DELETE", "INSERT", "(SELECT")):
        return []
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + sql.replace("%", "%%"), [])
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [f"{row['table']} {row['type']} {row['key']} {row['rows']} {row['Extra'] or ''}".strip() for row in rows]


def print_table(table: dict[str, Any]) -> None:
    """As Markdown, to be kept in the documents."""
    import sys

    print(f"| request | queries | ms at {FEW:,} | ms at {MANY:,} | plan of its slowest query |", file=sys.stderr)
    print("| --- | --- | --- | --- | --- |", file=sys.stderr)
    for name, row in table.items():
        steps = "; ".join(f"`{step}`" for step in row["plan"]) or "none"
        print(f"| {name} | {row['queries']} | {row['ms_few']} | {row['ms']} | {steps} |", file=sys.stderr)
