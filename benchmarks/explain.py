"""The hottest requests on a private MariaDB: time, queries, rows read, and the plan of the heaviest query, at few rows
and at EXPLAIN_SCRIPTS (1,000,000). `python -m benchmarks explain`; `docs/database.md` keeps the table.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks import project

FEW, MANY = 1_000, int(os.environ.get("EXPLAIN_SCRIPTS", 1_000_000))
QUESTIONS = 1_000
RUNS = 15
BULK = [
    # With the 128 MB that it takes by itself, the eleven indexes of a million rows are written to disk over and over.
    "--innodb-buffer-pool-size=1G",
    "--innodb-log-file-size=1G",
    # What is thrown away need survive no power cut.
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=OFF",
]
"""Of the private server: a site's own has a buffer pool that holds what is read often."""


def measure() -> dict[str, Any]:
    from tests.services import mariadb

    with tempfile.TemporaryDirectory(prefix="explain-") as folder, mariadb(Path(folder), *BULK) as url:
        os.environ["DATABASE_URL"] = url
        project.setup()
        return {"scripts": [FEW, MANY], "requests": compare(at(FEW), at(MANY))}


def compare(few: dict[str, Any], many: dict[str, Any]) -> dict[str, Any]:
    """The figures of many rows, with the time that the same took at few."""
    table = {
        name: {"ms_few": few[name]["ms"], "rows_few": few[name]["rows"], **figures} for name, figures in many.items()
    }
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
    """Milliseconds, the shortest of RUNS, which other work on the machine disturbs least; number of queries and of rows
    read, and the query that reads most of them.
    """
    act()  # warm
    asked = watched(act)
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        act()
        times.append((time.perf_counter() - start) * 1000)
    heaviest = max(asked, key=lambda query: (query["rows"], query["ms"]))
    return {
        "ms": round(min(times), 1),
        "queries": len(asked),
        "rows": sum(query["rows"] for query in asked),
        "heaviest": {
            "rows": heaviest["rows"],
            "ms": round(heaviest["ms"], 1),
            "plan": plan(heaviest["sql"], heaviest["params"]),
            "sql": heaviest["sql"][:2000],
        },
    }


def watched(act: Callable[[], Any]) -> list[dict[str, Any]]:
    """Each query of `act`, with its time and the rows that the server read for it, from a table or an index."""
    from django.db import connection

    asked: list[dict[str, Any]] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        before, start = rows_read(), time.perf_counter()
        result = execute(sql, params, many, context)
        took = (time.perf_counter() - start) * 1000
        asked.append({"sql": sql, "params": params, "ms": took, "rows": rows_read() - before})
        return result

    with connection.execute_wrapper(watch):
        act()
    return asked


def rows_read() -> int:
    """Of this session, from all but temporary tables, by the server's own count."""
    from django.db import connection

    connection.ensure_connection()
    cursor = connection.connection.cursor()  # not Django's: nothing of this is to be counted
    cursor.execute("SHOW SESSION STATUS LIKE 'Rows_read'")
    return int(cursor.fetchone()[1])


def plan(sql: str, params: Any) -> list[str]:
    """The database's own words, for each table: how it is read, by which index, and what more it takes."""
    from django.db import connection

    if not sql.startswith(("SELECT", "UPDATE", "DELETE", "INSERT", "(SELECT")):
        return []
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + sql, params)
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    steps = [f"{row['table']} {row['type']} {row['key']}{_more(row['Extra'] or '')}" for row in rows]
    return [f"{step} x{steps.count(step)}" if steps.count(step) > 1 else step for step in dict.fromkeys(steps)]


def _more(extra: str) -> str:
    """What costs: a table on the side, a sort of what no index brings in order."""
    return "".join(f", {word}" for word in ("temporary", "filesort") if word in extra)


def print_table(table: dict[str, Any]) -> None:
    """As Markdown, to be kept in the documents."""
    few, many = f"{FEW:,}", f"{MANY:,}"
    heads = ["request", "queries", f"rows read at {few}", f"at {many}", f"ms at {few}", f"at {many}"]
    heads += ["its heaviest query reads", "ms", "by"]
    print(row_of(heads), row_of(["---"] * len(heads)), sep="\n", file=sys.stderr)
    for name, row in table.items():
        heaviest = row["heaviest"]
        cells = [name, row["queries"], row["rows_few"], row["rows"], row["ms_few"], row["ms"]]
        cells += [heaviest["rows"], heaviest["ms"], "; ".join(f"`{step}`" for step in heaviest["plan"])]
        print(row_of(cells), file=sys.stderr)


def row_of(cells: list[Any]) -> str:
    return f"| {' | '.join(map(str, cells))} |"
