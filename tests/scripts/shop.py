"""Real worker processes on the test's own database and storage."""

import os
import secrets
import shutil
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path
from urllib.parse import quote

import numpy as np
import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from accounts.models import User
from scripts.audio import jail
from scripts.models import Leftover, Question, Script
from scripts.services.recordings import create_script
from tests.e2e.site import wait_for
from tests.scripts import making
from tests.scripts.audio.sounds import recording
from tests.services import Process

SPEECH = Path(__file__).parent.parent / "data" / "speech"
LEASE_SECONDS = 5  # long enough for a machine that is busy with other tests


class Shop:
    """Starts workers in `folder`, whose storage is the test's; all are killed when the test ends."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workers: list[Process] = []
        self.speech = excerpt(seconds=12)

    def worker(self, queue: str = "recognition", **settings: str) -> Process:
        """Start a worker."""
        env = {
            **{name: value for name, value in os.environ.items() if not name.startswith("DJANGO")},
            "DJANGO_SETTINGS_MODULE": "opickme.settings",
            "ENV_FILE": os.devnull,
            "SECRET_KEY": "only-for-tests-" + "w" * 40,
            "DATA_DIR": str(self.folder),
            "DATABASE_URL": database_url(),
            "MIN_FREE_BYTES": "0",
            "LEASE_SECONDS": str(LEASE_SECONDS),
            "REAP_SECONDS": "1",
            "WORKER_POLL_SECONDS": "0.05",
            "PYTHONUNBUFFERED": "1",
            **settings,
        }
        log = self.folder / f"worker-{secrets.token_hex(3)}.log"
        process = Process([sys.executable, "manage.py", "worker", "--queue", queue], log, env=env)
        self.workers.append(process)
        return process

    def record(self, learner: User, question: Question, *, sound: bytes | None = None) -> Script:
        """A new script of `sound`, by default of some seconds of speech."""
        take = self.folder / "take"
        take.write_bytes(self.speech if sound is None else sound)
        return create_script(learner=learner, question=question, client_id=uuid.uuid4(), source=take)[0]

    def wait(self, script: Script, state: str, *, attempt: int | None = None, seconds: float = 90) -> Script:
        """Wait until the script is in `state`, by the worker of that attempt if one is given."""

        def there() -> bool:
            script.refresh_from_db()
            return script.state == state and attempt in (None, script.attempt)

        wait_for(there, seconds=seconds, what=lambda: f"{script.state}: {self.logs()}")
        return script

    def logs(self) -> str:
        return "\n".join(worker.output()[-2000:] for worker in self.workers)


@pytest.fixture(scope="module")
def workplace(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A place with a worker that stays for all tests of a module which ask for `crew`."""
    with open_shop(tmp_path_factory.mktemp("workplace")) as opened:
        opened.worker()
        yield opened


@pytest.fixture
def crew(workplace: Shop, transactional_db: None, settings: Settings) -> Iterator[Shop]:
    """That place, swept: nothing is stored, and nothing is left to do in the end."""
    settings.MEDIA_ROOT = workplace.folder / "media"
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    settings.MEDIA_ROOT.mkdir()
    yield workplace
    open_ones = Script.objects.filter(state__in=[Script.State.PENDING, Script.State.RUNNING])
    wait_for(lambda: not open_ones.exists(), seconds=60, what=workplace.logs)


def let_time_pass() -> None:
    """Have what waits for a later try be due now."""
    now = timezone.now()
    DBTaskResult.objects.filter(run_after__gt=now).update(run_after=now - timedelta(seconds=1))


@contextmanager
def open_shop(folder: Path) -> Iterator[Shop]:
    shop = Shop(folder)
    yield shop
    for worker in shop.workers:
        worker.kill()


def database_url() -> str:
    """The DATABASE_URL of the database that the test itself uses."""
    there = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{there['NAME']}"
    login = f"{quote(there['USER'])}:{quote(there['PASSWORD'])}" if there["PASSWORD"] else quote(there["USER"])
    return f"mysql://{login}@{there['HOST']}:{there['PORT']}/{there['NAME']}"


@cache
def excerpt(*, seconds: float, name: str = "0036") -> bytes:
    """The beginning of a real answer, as MediaRecorder would have written it."""
    pcm = jail.decode(SPEECH / f"{name}.ogg", max_seconds=600)
    return recording("webm", pcm=np.ascontiguousarray(pcm[: int(seconds * jail.SAMPLE_RATE)]), live="1")


def audit() -> None:
    """No stored file without a row that names it or a note that it is to go, and no row without its file."""
    stored = making.stored_files()
    named = {name for pair in Script.objects.values_list("recording", "playback") for name in pair if name}
    assert named <= stored
    assert stored - named <= set(Leftover.objects.values_list("name", flat=True))
