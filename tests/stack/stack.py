"""The whole site as in production on one machine: every engine a real server, two of each web process, one nginx."""

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.e2e.site import ROOT, wait_for
from tests.services import Process, RedisServer, S3Server, TurnServer, mariadb
from tests.stack.servers import Front, Pages, Sockets


class Pair:
    """What one machine runs for the web: gunicorn and Daphne."""

    def __init__(self, env: dict[str, str], folder: Path, number: int) -> None:
        self.pages = Pages(env, folder / f"pages{number}.log")
        self.sockets = Sockets(env, folder / f"sockets{number}.log")

    def start(self) -> None:
        self.pages.start()
        self.sockets.start()

    def wait(self) -> None:
        self.pages.wait()
        self.sockets.wait()

    def kill(self) -> None:
        self.pages.kill()
        self.sockets.kill()

    def restart(self) -> None:
        """As an operator does: both end what they have begun, then both start again."""
        for server in (self.pages, self.sockets):
            server.process.popen.send_signal(signal.SIGTERM)
        for server in (self.pages, self.sockets):
            assert server.process.popen.wait(30) == 0, server.process.output()
        self.start()
        self.wait()


class Stack:
    """Settings, processes and addresses of all of it."""

    def __init__(self, folder: Path, engines: dict[str, str], *, workers: int = 2) -> None:
        self.folder = folder
        self.count = workers
        self.env = {
            **{name: value for name, value in os.environ.items() if not name.startswith("DJANGO")},
            "DJANGO_SETTINGS_MODULE": "opickme.settings",
            "ENV_FILE": os.devnull,
            "SECRET_KEY": secrets.token_urlsafe(40),
            "DATA_DIR": str(folder / "data"),
            "PYTHONUNBUFFERED": "1",
            "HTTPS": "true",
            "TRUSTED_PROXIES": "1",
            "SPEAK_ON_LOAD": "false",
            "STT_THREADS": "1",
            **engines,
        }
        self.pairs = [Pair(self.env, folder, number) for number in (1, 2)]
        self.front = Front(
            folder / "nginx",
            self.env,
            pages=[pair.pages.address for pair in self.pairs],
            sockets=[pair.sockets.address for pair in self.pairs],
        )
        self.url = self.front.url
        self.workers: list[Process] = []

    def start(self) -> None:
        self.manage("prepare")
        self.workers = [self._worker(number) for number in range(1, self.count + 1)]
        for pair in self.pairs:
            pair.start()
        for pair in self.pairs:
            pair.wait()
        self.front.start()
        if self.count:
            wait_for(self.is_ready, seconds=60, what=self.output)

    def stop(self) -> None:
        if hasattr(self.front, "process"):
            self.front.stop()
        servers = [server for pair in self.pairs for server in (pair.pages, pair.sockets)]
        for process in [*self.workers, *(server.process for server in servers if hasattr(server, "process"))]:
            process.kill()

    def is_ready(self) -> bool:
        """Whether every process of the web finds all of its parts working."""
        servers = [server for pair in self.pairs for server in (pair.pages, pair.sockets)]
        return all(server.get("/readyz").status_code == 200 for server in servers)

    def sockets(self) -> list[int]:
        """How many websockets each process holds."""
        return [pair.sockets.open() for pair in self.pairs]

    def output(self) -> str:
        """The end of what each process said."""
        return "\n".join(f"{path.name}:\n{path.read_text()[-1500:]}" for path in sorted(self.folder.glob("*.log")))

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _worker(self, number: int) -> Process:
        command = [sys.executable, "manage.py", "worker", "--queue", "recognition"]
        return Process(command, self.folder / f"worker{number}.log", env=self.env)


@contextmanager
def running_stack(folder: Path) -> Iterator[Stack]:
    """All of it, ready; it ends with the block."""
    with ExitStack() as ending, ThreadPoolExecutor() as starting:
        engines = [
            RedisServer(_new(folder / "redis")),
            S3Server(_new(folder / "s3")),
            TurnServer(_new(folder / "turn")),
        ]
        started = [starting.submit(engine.start) for engine in engines]  # type: ignore[attr-defined]
        for engine in engines:
            ending.callback(lambda engine=engine: hasattr(engine, "process") and engine.stop())
        database = ending.enter_context(mariadb(_new(folder / "mariadb")))
        for each in started:
            each.result()
        redis, store, relay = engines
        stack = Stack(
            folder,
            {"DATABASE_URL": database, "REDIS_URL": redis.url, **store.settings, **relay.settings},  # type: ignore[attr-defined]
        )
        ending.callback(stack.stop)
        stack.start()
        yield stack


def _new(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder
