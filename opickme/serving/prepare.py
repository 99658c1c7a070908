"""Everything that must be in place before the site can serve. Does nothing twice."""

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from opickme.database import refuse_unfit

Say = Callable[[str], object]


def prepare(say: Say) -> None:
    """Bring database, static files and question bank up to date; two at once wait for each other."""
    with _alone():
        _migrate(say)
        call_command("createcachetable", verbosity=0)
        _collect_static(say)
        call_command("load_questions")


@contextmanager
def _alone() -> Iterator[None]:
    with (settings.DATA_DIR / "prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(say: Say) -> None:
    refuse_unfit()
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Bringing the database up to date")
        call_command("migrate", interactive=False, verbosity=0)


def _collect_static(say: Say) -> None:
    """Collecting takes seconds, so it is left out when no file has changed since the last time."""
    seen = _static_fingerprint()
    note = settings.DATA_DIR / "static.fingerprint"
    if note.exists() and note.read_text() == seen and any(settings.STATIC_ROOT.glob("*")):
        return
    say("Collecting static files")
    for path in settings.STATIC_ROOT.rglob("*"):
        os.utime(path, (0, 0))  # else a source that is not newer than its copy is passed over
    call_command("collectstatic", interactive=False, verbosity=0)
    note.write_text(seen)


def _static_fingerprint() -> str:
    """Return a digest of what the collected files depend on: names, sizes and times of the sources."""
    digest = hashlib.sha256(f"{django.__version__} {settings.STORAGES['staticfiles']}".encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
