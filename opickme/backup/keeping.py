"""A folder of backups: a copy of the database and a note for each, and the files of all of them together."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from opickme.backup import database, files

FILES = "files"


class NoBackup(Exception):
    """A line that says what is wrong with the folder."""


def back_up(folder: Path, *, with_files: bool = True) -> dict[str, Any]:
    """Make one more backup in `folder` and return its note."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if with_files:
        (folder / FILES).mkdir(mode=0o700, exist_ok=True)
    at = datetime.now(UTC)
    stem = at.strftime("%Y%m%dT%H%M%S.%fZ")
    copy = folder / f"database-{stem}.{database.ending()}"
    database.save(copy)
    note: dict[str, Any] = {"at": at.isoformat(), "database": copy.name, "sha256": _digest(copy)}
    if with_files:
        note["copied"] = f"files-{stem}.txt.gz"
        note["files"], note["gone"] = files.save(folder / FILES, folder / note["copied"])
    part = folder / f"backup-{stem}.part"
    part.write_text(json.dumps(note, indent=2))
    part.replace(folder / f"backup-{stem}.json")  # last of all: a backup without its note was broken off
    return note


def latest(folder: Path) -> dict[str, Any]:
    """Return the note of the newest backup in `folder` whose copy of the database is whole. Raises NoBackup."""
    notes = sorted(folder.glob("backup-*.json"), reverse=True)
    if not notes:
        raise NoBackup(f"there is no backup in {folder}")
    note: dict[str, Any] = json.loads(notes[0].read_text())
    copy = folder / note["database"]
    if not copy.exists() or _digest(copy) != note["sha256"]:
        raise NoBackup(
            f"{copy.name} is damaged or missing; an older backup is restored once {notes[0].name} is put away"
        )
    return note


def restore(folder: Path, *, with_files: bool = True) -> tuple[int, list[str]]:
    """Bring back the newest backup; return how many files are there, and the names of what is missing.

    A row of the copy that was deleted, with its file, before the files were copied is not missed: nobody wants it.
    Raises NoBackup or DatabaseCopyFailed.
    """
    note = latest(folder)
    database.load(folder / note["database"])
    unknown = set(MigrationLoader(connection).applied_migrations) - set(MigrationLoader(connection).disk_migrations)
    ours = [key for key in unknown if key[0] in MigrationLoader(connection).migrated_apps]
    if ours:
        raise NoBackup(f"the backup is of a newer version: {'.'.join(sorted(ours)[0])} is not known here")
    there, missing = files.load(folder / FILES) if with_files else files.look()
    return there, files.of_list(folder / note["copied"], missing) if "copied" in note else sorted(missing)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
