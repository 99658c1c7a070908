"""Workers that die at random, as in a bad night, and every answer is written down all the same.

They ask Google's engine: its server here counts, as nobody else could, how often each answer was heard.
"""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from scripts.models import Question, Script
from scripts.services.queue import queue_new
from tests.e2e.site import wait_for
from tests.scripts import making
from tests.scripts.recognition.google_server import GoogleServer, google_server, results
from tests.scripts.recognition.voices import PARK
from tests.scripts.shop import Shop, audit, excerpt, open_shop
from tests.services import Process

pytestmark = pytest.mark.django_db(transaction=True)

SEED = 20261125
SCRIPTS, WORKERS, KILLS = 30, 2, 10
State = Script.State


@pytest.fixture
def shop(transactional_db: None, tmp_path: Path) -> Iterator[Shop]:
    with open_shop(tmp_path) as opened:
        yield opened


@pytest.fixture
def server() -> Iterator[GoogleServer]:
    with google_server() as served:
        served.answers = [results(PARK)]
        yield served


def begun() -> int:
    return Script.objects.filter(attempt__gt=0).count()


def at_work(shop: Shop) -> list[Process]:
    """The workers that have a script in hand. One that was lost twice is let be: a third time it fails, rightly."""
    spared = set(Script.objects.filter(tries_left=0).values_list("pk", flat=True))
    running = DBTaskResult.objects.filter(status="RUNNING").values_list("worker_ids", "args_kwargs")
    held = {ids[-1].split(":")[-2]: arguments["args"][0] for ids, arguments in running}
    alive = [worker for worker in shop.workers if worker.popen.poll() is None]
    return [worker for worker in alive if held.get(str(worker.pid)) not in {None, *spared}]


def test_ten_workers_killed_during_thirty_recognitions(
    shop: Shop, learner: User, other_learner: User, question: Question, server: GoogleServer
) -> None:
    google = {"STT_ENGINE": "google", "GOOGLE_SPEECH_ENDPOINT": server.address}
    print(f"seed {SEED}")  # noqa: T201 (shown when it fails)
    chance = random.Random(SEED)
    for _ in range(WORKERS):
        shop.worker(**google)
    sound = excerpt(seconds=3)
    with transaction.atomic():
        for number in range(SCRIPTS):
            fresh: dict[str, Any] = {"sound": sound, "state": "pending", "text": "", "words": []}
            queue_new(making.script((learner, other_learner)[number % 2], question, **fresh))
    for point in sorted(chance.sample(range(1, SCRIPTS - 4), KILLS)):
        wait_for(lambda point=point: begun() >= point, seconds=120, what=shop.logs)
        chance.choice(wait_for(lambda: at_work(shop), seconds=60, what=shop.logs)).kill()
        shop.worker(**google)
    open_ones = Script.objects.exclude(state__in=[State.DONE, State.FAILED])
    wait_for(lambda: not open_ones.exists(), seconds=120, what=shop.logs)

    assert sum(worker.popen.poll() is not None for worker in shop.workers) == KILLS
    assert {(script.state, script.error) for script in Script.objects.all()} == {("done", "")}
    assert {script.text for script in Script.objects.all()} == {"I like the park."}
    assert Script.objects.values("playback").distinct().count() == Script.objects.count() == SCRIPTS
    claims = Script.objects.aggregate(n=Sum("attempt"))["n"]
    assert SCRIPTS < claims <= SCRIPTS + KILLS, "only what a kill took was done again"
    assert SCRIPTS <= len(server.calls) <= claims
    audit()
