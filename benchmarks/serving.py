"""What production serves: pages through nginx and gunicorn, and a school's evening at the sockets, on real engines."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import psutil

from benchmarks import project, uploads
from benchmarks.machines import LOADS, SERVERS, pinned, spread
from tests.e2e.site import ROOT, wait_for
from tests.services import Process, RedisServer, mariadb
from tests.stack.servers import Server
from tests.stack.stack import Stack

LEARNERS, INSTRUCTORS = 500, 200
SECONDS = float(os.environ.get("SERVING_SECONDS", "20"))
"""How long the evening is; SERVING_SECONDS=120 makes it two minutes."""
CONSULTS_PER_SECOND, SIGNALS = 1.0, 20
ROUNDS, ROUND_SECONDS, CONNECTIONS, OPEN_SOCKETS = 3, 4.0, 32, 200
LIMITS = {"SOCKETS_PER_ADDRESS": "5000", "CONNECTIONS_PER_ADDRESS": "5000", "STT_ENGINE": "local"}
VIEWS = {"drf_list": "/api/v1/scripts/", "page": "/scripts/"}
GATHER = """
import json
from benchmarks import cast
from benchmarks.pages import fill
from scripts.models import Script
crowd = cast.gather({size})
owner, _ = fill()
scripts = dict(Script.objects.values_list("learner__username", "pk"))
print(json.dumps({{
    "learners": [
        {{"session": key, "script": scripts[f"learner{{n}}"]}} for n, key in enumerate(crowd["learners"])
    ],
    "instructors": [{{"session": key}} for key in crowd["instructors"]],
    "owner": cast._session(owner),
    "question": Script.objects.values_list("question", flat=True)[0],
}}))
"""


def measure() -> dict[str, Any]:
    with house() as (stack, people):
        return {
            "engines": "MariaDB and Redis, TLS",
            "pages": pages(stack, people),
            "uploads": uploads.per_minute(stack.url, people["learners"], people["question"]),
            "evening": evening(stack, people),
        }


class Bare(Server):
    """gunicorn's plain worker, one request at a time, nothing in front: the floor."""

    @property
    def command(self) -> list[str]:
        return ["-m", "gunicorn", "--workers", "1", "--bind", self.address, "opickme.wsgi"]


@contextmanager
def house() -> Iterator[tuple[Stack, dict[str, Any]]]:
    """Two pairs behind nginx, without workers, and the people."""
    folder = project.folder()
    with ExitStack() as ending:
        for name in ("redis", "mariadb", "stack"):
            (folder / name).mkdir()
        redis = RedisServer(folder / "redis").start()
        ending.callback(redis.stop)
        database = ending.enter_context(mariadb(folder / "mariadb"))
        engines = {"DATABASE_URL": database, "REDIS_URL": redis.url, **LIMITS}
        stack = Stack(folder / "stack", engines, workers=0)
        ending.callback(stack.stop)
        stack.start()
        people = json.loads(stack.manage("shell", "--no-imports", "-c", GATHER.format(size=LEARNERS)).splitlines()[-1])
        people["instructors"] = people["instructors"][:INSTRUCTORS]
        yield stack, people


def pages(stack: Stack, people: dict[str, Any]) -> dict[str, Any]:
    """The same views bare, behind nginx with open sockets beside, and under Daphne; all servers share one core."""
    bare = Bare(stack.env, stack.folder / "bare.log").start().wait()
    first, second = stack.pairs
    quiet = stack.pairs[1].pages.process
    try:
        for process in (bare.process, first.pages.process, first.sockets.process, stack.front.process):
            _pin(process.pid, SERVERS)
        quiet.stop()  # one worker against one worker
        with _sockets(stack, people, OPEN_SOCKETS):
            ways = {
                "gunicorn_sync_bare": Way(bare.url, [bare.process]),
                "nginx_gunicorn": Way(stack.url, [first.pages.process, stack.front.process]),
                "daphne": Way(second.sockets.url, [second.sockets.process]),
            }
            figures: dict[str, Any] = {"open_sockets_beside": sum(stack.sockets())}
            for view, path in VIEWS.items():
                figures[view] = _compared(ways, path, people["owner"])
        return figures
    finally:
        bare.process.kill()
        stack.pairs[1].pages.start().wait()
        every = ",".join(str(core) for core in range(os.cpu_count() or 1))
        for process in (first.pages.process, first.sockets.process, stack.front.process):
            _pin(process.pid, every)


class Way:
    """One way to serve: where to ask, and the processes that work at the answer."""

    def __init__(self, url: str, processes: list[Process]) -> None:
        self.url = url
        self._processes = processes

    def cpu_seconds(self) -> float:
        return sum(map(_cpu_seconds, self._processes))


def _compared(ways: dict[str, Way], path: str, session: str) -> dict[str, Any]:
    cost: dict[str, list[float]] = {name: [] for name in ways}
    rates: dict[str, list[float]] = {name: [] for name in ways}
    alone: dict[str, list[float]] = {name: [] for name in ways}
    errors = dict.fromkeys(ways, 0)
    for _ in range(ROUNDS):  # in turn: what else the machine does falls on all alike
        for name, way in ways.items():
            before = way.cpu_seconds()
            many = _asked(way.url, path, session, CONNECTIONS, ROUND_SECONDS)
            cost[name].append((way.cpu_seconds() - before) * 1000 / max(1, len(many["ms"])))
            one = _asked(way.url, path, session, 1, ROUND_SECONDS / 4)
            rates[name].append(len(many["ms"]) / ROUND_SECONDS)
            alone[name] += one["ms"]
            errors[name] += many["errors"] + one["errors"]
    figures = {
        name: {
            "requests_per_second": round(statistics.median(rates[name])),
            "median_ms_at_one_connection": round(statistics.median(alone[name]), 2),
            "cpu_ms_per_request": round(statistics.median(cost[name]), 2),
            "errors": errors[name],
        }
        for name in ways
    }
    floor = statistics.median(rates["gunicorn_sync_bare"])
    for name in ways:
        figures[name]["of_bare_gunicorn"] = round(statistics.median(rates[name]) / floor, 2)
    return figures


def _asked(url: str, path: str, session: str, connections: int, seconds: float) -> dict[str, Any]:
    headers = {"Cookie": f"sessionid={session}", "X-Forwarded-Proto": "https", "Accept-Language": "en"}
    facts = {"url": url, "path": path, "headers": headers, "connections": connections, "seconds": seconds}
    command = pinned(LOADS, [sys.executable, "-m", "benchmarks.http_load", json.dumps(facts)])
    return dict(json.loads(subprocess.check_output(command, cwd=ROOT, text=True)))


class Evening:
    """Our end of consult_load.py."""

    def __init__(self, stack: Stack, learners: list[Any], instructors: list[Any], seconds: float) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.consult_load"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        facts = {"url": stack.url, "ws": stack.front.ws, "learners": learners, "instructors": instructors}
        self.say(json.dumps({**facts, "seconds": seconds, "per_second": CONSULTS_PER_SECOND, "signals": SIGNALS}))
        self.opened = self.answer()
        if self.opened["errors"]:
            raise RuntimeError(self.opened["errors"])

    def say(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        assert self.process.stdout
        return dict(json.loads(self.process.stdout.readline()))

    def close(self) -> None:
        self.process.kill()
        self.process.wait()


@contextmanager
def _sockets(stack: Stack, people: dict[str, Any], count: int) -> Iterator[None]:
    """Open sockets that do nothing, all on the first pair: the second one is measured by itself."""
    own = stack.pairs[1].sockets.process
    own.stop()
    idle = Evening(stack, people["learners"][:count], [], 0)
    stack.pairs[1].sockets.start().wait()
    _pin(stack.pairs[1].sockets.process.pid, SERVERS)
    try:
        yield
    finally:
        idle.close()
        every = ",".join(str(core) for core in range(os.cpu_count() or 1))
        _pin(stack.pairs[1].sockets.process.pid, every)


def evening(stack: Stack, people: dict[str, Any]) -> dict[str, Any]:
    """Everybody is there; consults begin all the time, each from the request over the signals to the feedback."""
    holders = [pair.sockets.process for pair in stack.pairs]
    wait_for(lambda: not sum(stack.sockets()), seconds=30, what=lambda: str(stack.sockets()))
    before, cpu = sum(map(_resident_kb, holders)), sum(map(_cpu_seconds, holders))
    crowd = Evening(stack, people["learners"], people["instructors"], SECONDS)
    try:
        counts = stack.sockets()
        memory = (sum(map(_resident_kb, holders)) - before) / sum(counts)
        began = time.monotonic()
        crowd.say("go on")
        seen = crowd.answer()
        spent = time.monotonic() - began
    finally:
        crowd.close()
    return {
        "sockets_by_process": counts,
        "seconds": round(spent, 1),
        "consults": seen["consults"],
        "errors": len(seen["errors"]),
        "first_errors": seen["errors"][:3],
        "lost_sockets": seen["lost_sockets"],
        "kb_per_socket": round(memory, 1),
        "cpu_of_both_socket_processes": round((sum(map(_cpu_seconds, holders)) - cpu) / spent, 2),
        **{kind: spread(times, count=len(times)) for kind, times in sorted(seen["times"].items())},
    }


def _pin(pid: int, cores: str) -> None:
    for process in (psutil.Process(pid), *psutil.Process(pid).children(recursive=True)):
        process.cpu_affinity([int(core) for core in cores.split(",")])


def _resident_kb(process: Process) -> float:
    return float(psutil.Process(process.pid).memory_info().rss / 1024)


def _cpu_seconds(process: Process) -> float:
    """What it and its workers have used."""
    family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    return float(sum(each.cpu_times().user + each.cpu_times().system for each in family))
