"""The servers that are measured and their loads. Servers are pinned to one core, loads to another one."""

import json
import math
import os
import secrets
import socket
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import psutil

from benchmarks import project
from tests.e2e.site import ROOT, free_port, wait_for
from tests.services import Process, RedisServer
from tests.stations import Station, Web, stations

CROWD = 200
SERVERS, LOADS = "0", "1"
LIMITS = {"SOCKETS_PER_ADDRESS": "5000", "CONNECTIONS_PER_ADDRESS": "5000", "SPEAK_ON_LOAD": "false"}
GATHER = f"""
import json
from opickme.serving.prepare import prepare
prepare(lambda said: None)
from benchmarks import cast
print(json.dumps(cast.gather({CROWD})))
"""
MATCH = "import json; from benchmarks import cast; print(json.dumps(cast.match()))"


class Load:
    """Our end of a process of sockets_load.py: each method there is called by its name."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            pinned(LOADS, [sys.executable, "-m", "benchmarks.sockets_load"]),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __call__(self, do: str, **arguments: object) -> Any:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"do": do, **arguments}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


class Target:
    """One way to serve: its processes, where the first of them listens, and a load of its own."""

    def __init__(self, processes: list[Process], address: str) -> None:
        self.processes = processes
        self.address = address
        self.load = Load()

    def cpu_seconds(self) -> float:
        """What its processes have used; other work on the machine does not change it much."""
        times = [psutil.Process(process.pid).cpu_times() for process in self.processes]
        return sum(time.user + time.system for time in times)

    def resident_kb(self) -> float:
        return sum(psutil.Process(process.pid).memory_info().rss for process in self.processes) / 1024


class Ours(Target):
    """Web processes of one machine; the sockets of a crowd are dealt out to them in turn."""

    def __init__(self, station: Station, webs: list[Web]) -> None:
        super().__init__([web.process for web in webs], webs[0].ws)
        self.station = station
        self.webs = webs

    def socket(self, path: str, role: str, number: int, turn: int, frame: str = "") -> dict[str, Any]:
        """A socket of the person `number` of a crowd, as sockets_load.py opens it."""
        web = self.webs[turn % len(self.webs)]
        headers = {"Cookie": f"sessionid={self.station.people[role][number]}", "Origin": web.url}
        return {"url": f"{web.ws}{path}", "headers": headers, "frame": frame}

    def match(self) -> list[str]:
        """Make a room for each pair of the crowd."""
        return list(json.loads(self.station.shell(MATCH).splitlines()[-1]))


class Park:
    """Starts servers; they all end with it."""

    def __init__(self, make: Callable[..., Station], folder: Path) -> None:
        self._make, self._folder = make, folder
        self._redis = RedisServer(folder)
        self._rivals: list[Process] = []
        self._targets: list[Target] = []

    def ours(self, processes: int, *words: str, redis: bool = False) -> Ours:
        station = self._make(**LIMITS, **({"REDIS_URL": self._redis.start().url} if redis else {}))
        target = Ours(station, [_web(station, *words) for _ in range(processes)])
        self._targets.append(target)
        return target

    def rival(self, name: str) -> Target:
        """A server of benchmarks/rivals in Node."""
        port = free_port()
        command = pinned(SERVERS, ["node", f"benchmarks/rivals/{name}.mjs", str(port)])
        process = Process(command, self._folder / f"{name}.log")
        self._rivals.append(process)
        wait_for(lambda: _listens(port), seconds=20, what=process.output)
        target = Target([process], f"ws://127.0.0.1:{port}")
        self._targets.append(target)
        return target

    def close(self) -> None:
        for target in self._targets:
            target.load.stop()
        for process in self._rivals:
            process.kill()
        if hasattr(self._redis, "process"):
            self._redis.stop()


@contextmanager
def park() -> Iterator[Park]:
    folder = project.folder()
    with stations(_template(), folder) as make:
        servers = Park(make, folder)
        try:
            yield servers
        finally:
            servers.close()


def pinned(core: str, command: list[str]) -> list[str]:
    return ["taskset", "--cpu-list", core, *command] if (os.cpu_count() or 1) > 1 else command


def spread(times: Iterable[float], **more: object) -> dict[str, Any]:
    """Median, 99th percentile and worst of `times` in milliseconds."""
    times = sorted(times)
    ninety_ninth = times[math.ceil(len(times) * 0.99) - 1]
    figures = {"median_ms": statistics.median(times), "p99_ms": ninety_ninth, "max_ms": times[-1]}
    return {**{name: round(ms, 2) for name, ms in figures.items()}, **more}


@cache
def _template() -> tuple[Path, dict[str, Any]]:
    """A prepared DATA_DIR with a crowd."""
    folder = project.folder()
    return folder, json.loads(Station(folder, {}, SPEAK_ON_LOAD="false").shell(GATHER).splitlines()[-1])


def _web(station: Station, *words: str) -> Web:
    port = free_port()
    command = pinned(SERVERS, [sys.executable, "-m", "benchmarks.web", str(port), *words])
    process = Process(command, station.folder / f"{secrets.token_hex(4)}.log", env=station.env)
    station.started.append(process)
    return Web(station, process, port)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
