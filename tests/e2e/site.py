"""The product as a person starts it: one command, in a directory of its own, on a free port."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Self

import httpx
import psutil

from tests.e2e.console import ROOT, Console

READY_SECONDS = 180
LOOK_SECONDS = 0.25
"""Each look at a site that is starting costs it time to start."""


class Site:
    """A running `manage.py serve` with all its processes.

    `prepared` is a DATA_DIR to begin with: to migrate and to load the bank takes longer than most stories.
    """

    sample: int | None = None
    """A recognised script of which learners get copies (tests/e2e/answers.py)."""

    def __init__(self, folder: Path, *, host: str = "127.0.0.1", prepared: Path | None = None, **settings: str) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        if prepared:
            shutil.copytree(prepared, folder / "data")
        self._console: Console | None = None
        self.host, self.port = host, free_port()
        self.url = f"http://{host}:{self.port}"
        self.log = folder / "site.log"
        self.env = {
            **{k: v for k, v in os.environ.items() if not k.startswith("DJANGO")},
            "DJANGO_SETTINGS_MODULE": "opickme.settings",
            "ENV_FILE": str(folder / "none.env"),
            "SECRET_KEY": secrets.token_urlsafe(40),
            "ALLOWED_HOSTS": f"localhost,127.0.0.1,{host}",
            "DATA_DIR": str(folder / "data"),
            "SPEAK_ON_LOAD": "false",
            "SIGNUP_RATE": "1000/min",
            **settings,
        }

    def start(self) -> Self:
        """Start and wait until the site answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", "--prepare", "--host", self.host, "--port", str(self.port)],
                cwd=ROOT,
                env=self.env,
                stdout=log,
                stderr=log,
                # A unit of its own for the scheduler, as a service is: its worker of lower priority gives way to the
                # rest of the site, not to whatever else the tests run.
                start_new_session=True,
            )
        try:
            wait_for(
                self.is_ready, seconds=READY_SECONDS, what=lambda: self.log.read_text()[-3000:], every=LOOK_SECONDS
            )
        except AssertionError:
            self.stop()  # nothing of it may go on beside the next test
            raise
        return self

    def is_ready(self) -> bool:
        """Whether every part of the site works, the workers too."""
        assert self.process.poll() is None, self.log.read_text()[-3000:]
        try:
            return httpx.get(f"{self.url}/readyz", timeout=2).status_code == 200
        except httpx.TransportError:
            return False

    def stop(self) -> None:
        if self._console:
            self._console.close()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)

    def manage(self, *arguments: str) -> str:
        """Run a management command beside the running site."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def run(self, code: str, **names: Any) -> Any:
        """Run Python beside the running site, with `names`; return what it leaves as `answer`."""
        self._console = self._console or Console(self.env)
        return self._console.run(code, **names)

    def child(self, *words: str) -> psutil.Process:
        """The process of this site whose command line has all of `words`."""

        def find() -> psutil.Process | None:
            for child in psutil.Process(self.process.pid).children(recursive=True):
                try:
                    line = child.cmdline()
                except psutil.Error:
                    continue
                if all(word in line for word in words):
                    return child
            return None

        return wait_for(find, seconds=30, what=lambda: f"no process {words}")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(condition, *, seconds: float, what, every: float = 0.05):  # type: ignore[no-untyped-def]
    """Return the first truthy answer of `condition`; fail with `what()` after `seconds`."""
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < deadline, what()
        time.sleep(every)
    return answer
