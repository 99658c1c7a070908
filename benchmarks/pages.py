"""Time and number of queries of each page and list for a learner with 1,000 scripts."""

import statistics
import time
import uuid
from typing import Any

from benchmarks import project

SCRIPTS = 1_000
RUNS = 20


def measure() -> dict[str, Any]:
    project.setup()
    from django.core.management import call_command
    from django.test import Client
    from django.test.utils import setup_test_environment

    setup_test_environment()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    user, script = fill()
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    addresses = [
        "/",
        "/scripts/",
        "/scripts/?tab=in_progress&category=sports&search=river",
        "/scripts/?page=80",
        "/scripts/new/",
        f"/scripts/{script}/",
        f"/scripts/{script}/edit/",
        "/api/v1/topics/",
        "/api/v1/questions/random/?topic=movies&level=IM",
        "/api/v1/scripts/",
        f"/api/v1/scripts/{script}/",
    ]
    return {"scripts": SCRIPTS, "pages": {address: timed(client, address) for address in addresses}}


def fill() -> tuple[Any, int]:
    """One learner with a thousand scripts of 150 timed words."""
    from accounts.models import User
    from scripts.models import Question, Script
    from scripts.services.bank import load_bank

    load_bank()
    user = User.objects.create_user("bench", "bench@example.com", "correct-horse-battery", nickname="Bench")
    questions = list(Question.objects.select_related("topic"))
    text = " ".join(["I usually run along the river with my friend"] * 17)
    words = [
        {"text": word, "start": i * 0.4, "end": i * 0.4 + 0.3, "confidence": 0.9} for i, word in enumerate(text.split())
    ]
    Script.objects.bulk_create(
        Script(
            learner=user,
            question=(question := questions[i % len(questions)]),
            question_text=question.text,
            category=question.topic.category,
            client_id=uuid.uuid4(),
            recording="recordings/none.webm",
            recording_mime="audio/webm",
            state=Script.State.DONE,
            text=text,
            words=words,
            duration=61.2,
        )
        for i in range(SCRIPTS)
    )
    return user, Script.objects.order_by("pk")[0].pk


def timed(client: Any, address: str) -> dict[str, Any]:
    """Median and worst of RUNS in milliseconds, in the process itself, and the number of queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200, address
    count = len(queries)
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        client.get(address)
        times.append((time.perf_counter() - start) * 1000)
    return {"queries": count, "median_ms": round(statistics.median(times), 1), "max_ms": round(max(times), 1)}
