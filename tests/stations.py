"""Machines of the product for tests: a DATA_DIR each, and the real processes that a test starts there."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.site import ROOT, free_port, wait_for
from tests.services import Process
from tests.sharing import shared_folder

SEED = """
import json
from opickme.serving.prepare import prepare
prepare(lambda said: None)
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from tests.people import person
seen = {}
for name in ("alice", "robert"):
    user = person(name)
    keys = []
    for _ in range(2):
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        keys.append(session.session_key)
    seen[name] = {"id": user.pk, "sessions": keys}
print(json.dumps(seen))
"""


class Station:
    """One machine of the product: a DATA_DIR, and the processes that a test starts in it."""

    def __init__(self, folder: Path, people: dict[str, Any], **settings: str) -> None:
        self.folder = folder
        self.people = people
        self.started: list[Process] = []
        self.env = {
            **{name: value for name, value in os.environ.items() if not name.startswith("DJANGO")},
            "DJANGO_SETTINGS_MODULE": "opickme.settings",
            "ENV_FILE": os.devnull,
            "SECRET_KEY": "only-for-tests-" + "s" * 40,
            "DATA_DIR": str(folder),
            "PYTHONUNBUFFERED": "1",
            **settings,
        }

    def manage(self, *arguments: str) -> str:
        """Run a command to its end and return what it printed."""
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

    def shell(self, code: str) -> str:
        return self.manage("shell", "--no-imports", "-c", code)

    def start(self, *arguments: str) -> Process:
        """Start a command that stays."""
        log = self.folder / f"{secrets.token_hex(4)}.log"
        process = Process([sys.executable, "manage.py", *arguments], log, env=self.env)
        self.started.append(process)
        return process

    def web(self) -> "Web":
        """Start a web process and wait until it answers."""
        port = free_port()
        return Web(self, self.start("web", "--port", str(port)), port)

    def cookie(self, name: str, session: int = 0) -> str:
        return f"sessionid={self.people[name]['sessions'][session]}"


class Web:
    """A running `manage.py web`."""

    def __init__(self, station: Station, process: Process, port: int) -> None:
        self.station, self.process, self.port = station, process, port
        self.url = f"http://127.0.0.1:{port}"
        self.ws = f"ws://127.0.0.1:{port}"
        wait_for(self.answers, seconds=60, what=process.output)

    def answers(self) -> bool:
        assert self.process.popen.poll() is None, self.process.output()
        try:
            return httpx.get(f"{self.url}/healthz", timeout=5).text == "ok\n"
        except httpx.TransportError:
            return False

    def headers(self, name: str, session: int = 0) -> dict[str, str]:
        """What the browser of this person sends when it opens a websocket."""
        return {"Cookie": self.station.cookie(name, session), "Origin": self.url}

    def connect(self) -> socket.socket:
        """A bare connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)


@pytest.fixture(scope="session")
def station_template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A prepared DATA_DIR with two people who are logged in twice each, one for all processes of the run."""
    with shared_folder(tmp_path_factory, "template") as folder:
        people = folder / "people.json"
        if not people.exists():
            made = Station(folder, {}, SPEAK_ON_LOAD="false").shell(SEED)
            people.write_text(made.splitlines()[-1])
    return folder, json.loads(people.read_text())


@contextmanager
def stations(template: tuple[Path, dict[str, Any]], parent: Path) -> Iterator[Callable[..., Station]]:
    """Yield what makes a machine with a copy of the template; its processes end with the block."""
    source, people = template
    made: list[Station] = []

    def make(**settings: str) -> Station:
        folder = parent / f"station{len(made)}"
        folder.mkdir()
        for name in ("db.sqlite3", "static.fingerprint"):
            shutil.copy(source / name, folder)
        (folder / "static").symlink_to(source / "static")
        made.append(Station(folder, people, **settings))
        return made[-1]

    try:
        yield make
    finally:
        for process in [process for station in made for process in station.started]:
            process.kill()


@pytest.fixture
def new_station(station_template: tuple[Path, dict[str, Any]], tmp_path: Path) -> Iterator[Callable[..., Station]]:
    """Make a machine: `new_station(**settings)`."""
    with stations(station_template, tmp_path) as make:
        yield make


@pytest.fixture
def station(new_station: Callable[..., Station]) -> Station:
    return new_station()
