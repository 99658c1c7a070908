"""Time and number of queries of the staff's desk: each list's first and last page, a filter, a search, and the front
page, at 20,000 questions and 1,000,000 scripts. DESK_SCRIPTS makes it smaller.
"""

import os
import statistics
import time
from typing import Any

from benchmarks import project

QUESTIONS, SCRIPTS = 20_000, int(os.environ.get("DESK_SCRIPTS", 1_000_000))
RUNS = 5
LOOKED_FOR: dict[str, dict[str, str]] = {
    "scripts.script": {
        "filter": "?state__exact=failed",
        "common state": "?state__exact=done",
        "reason": "?reason=engine_failed",
        "day": "?created_at__day={day}",
        "one learner": "?learner__named=learner77",
        "search": "?q=learner77",
        "search of nobody": "?q=nobody",
    },
    "scripts.question": {
        "filter": "?level__exact=IM&state__exact=draft",
        "not spoken": "?spoken=no",
        "search": "?q=question+777",
        "search of nothing": "?q=zebras",
    },
    "scripts.combo": {"filter": "?state__exact=draft", "search": "?q=zebras"},
    "scripts.topic": {"search": "?q=park"},
    "consults.consult": {
        "filter": "?state__exact=expired",
        "waiting": "?now=waiting",
        "day": "?requested_at__day={day}",
        "rare reason": "?ended_reason__exact=dropped",
        "one instructor": "?instructor__named=teacher7",
        "search": "?q=teacher7",
    },
    "feedback.feedback": {"day": "?created_at__day={day}", "search": "?q=teacher7"},
    "accounts.user": {"filter": "?role__exact=instructor", "search": "?q=learner77"},
    "axes.accessattempt": {"search": "?q=learner77"},
}


def measure() -> dict[str, Any]:
    project.setup()
    from django.contrib import admin
    from django.core.cache import cache
    from django.core.management import call_command
    from django.test import Client
    from django.test.utils import setup_test_environment
    from django.utils import timezone

    import opickme.urls  # noqa: F401 (registers the lists)
    from benchmarks.desk_rows import fill
    from scripts.services.bank import load_bank

    setup_test_environment()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    load_bank()
    client = Client(headers={"accept-language": "en"})
    client.force_login(fill(questions=QUESTIONS, scripts=SCRIPTS), backend="django.contrib.auth.backends.ModelBackend")
    day = timezone.localdate().isoformat()
    lists = {}
    for model in admin.site._registry:
        address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        asked = {
            "first page": "",
            "last page": last_page(client, address),
            **LOOKED_FOR.get(model._meta.label_lower, {}),
        }
        lists[model._meta.label_lower] = {
            name: timed(client, address + query.format(day=day)) for name, query in asked.items()
        }
    front = {"counted": timed(client, "/admin/", before=cache.clear), "kept": timed(client, "/admin/")}
    return {"questions": QUESTIONS, "scripts": SCRIPTS, "front page": front, "lists": lists}


def last_page(client: Any, address: str) -> str:
    pages = client.get(address).context["cl"].paginator.num_pages
    return f"?p={pages}" if pages > 1 else ""


def timed(client: Any, address: str, before: Any = lambda: None) -> dict[str, Any]:
    """Median and worst of RUNS in milliseconds, in the process itself, and the number of queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    before()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200, address
    count = len(queries)
    times = []
    for _ in range(RUNS):
        before()
        start = time.perf_counter()
        client.get(address)
        times.append((time.perf_counter() - start) * 1000)
    return {"queries": count, "median_ms": round(statistics.median(times), 1), "max_ms": round(max(times), 1)}
