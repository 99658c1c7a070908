"""`manage.py restore <folder>`: bring back the newest backup of a folder. The site must not run."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from opickme.backup import database, files, keeping
from opickme.backup.database import DatabaseCopyFailed

SHOWN = 20


class Command(BaseCommand):
    help = "Load the database, copy back the files, and name every file that a row names and that is not there."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, nargs="?")
        parser.add_argument("--no-files", action="store_true", help="the database alone: the files are there already")
        parser.add_argument("--replace", action="store_true", help="put it in the place of what the database holds now")
        parser.add_argument("--only-look", action="store_true", help="restore nothing: say which files are missing")

    def handle(self, *, folder: Path | None, no_files: bool, replace: bool, only_look: bool, **options: Any) -> None:
        if only_look:
            self.say(*files.look())
            return
        if folder is None:
            raise CommandError("Which folder?")
        if not replace and not database.is_empty():
            raise CommandError(
                "The database is not empty. --replace puts the backup in its place: what it holds is lost."
            )
        try:
            there, missing = keeping.restore(folder, with_files=not no_files)
        except (DatabaseCopyFailed, keeping.NoBackup, OSError) as error:
            raise CommandError(f"Not restored: {error}") from error
        self.say(there, missing)

    def say(self, there: int, missing: list[str]) -> None:
        """Exit code 1 when a row names a file that is not there."""
        self.stdout.write(f"{there} files are there, {len(missing)} are missing")
        for name in missing[:SHOWN]:
            self.stdout.write(f"  {name}")
        if len(missing) > SHOWN:
            self.stdout.write(f"  and {len(missing) - SHOWN} more")
        if missing:
            sys.exit(1)
