"""`manage.py backup <folder>`: one more backup of database and files, while the site runs."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from opickme.backup import files, keeping


class Command(BaseCommand):
    help = "Copy the database as of now, then the files that are not in the folder yet."
    requires_system_checks = []  # a backup is never put off

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--no-files", action="store_true", help="the database alone: the store copies itself")
        parser.add_argument("--prune", action="store_true", help="delete files from the folder that no row names now")

    def handle(self, *, folder: Path, no_files: bool, prune: bool, **options: Any) -> None:
        try:
            note = keeping.back_up(folder, with_files=not no_files)
        except Exception as error:  # whatever it was, the one line must say that there is none
            raise CommandError(f"No backup was made: {error}") from error
        self.stdout.write(f"{folder / note['database']}")
        if not no_files:
            self.stdout.write(f"{note['files']} files; {note['gone']} were deleted meanwhile")
        if prune:
            self.stdout.write(f"{files.prune(folder / keeping.FILES)} files deleted that no row names")
