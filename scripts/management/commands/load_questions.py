"""`manage.py load_questions`: fill the question bank from its files and queue the speaking of what is not spoken."""

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from scripts import tasks
from scripts.services import bank, speech, workers

STALLED_SECONDS = 60


class Command(BaseCommand):
    help = "Load the question bank's files; text edited by staff stays as it is. Safe to run again and again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=bank.FILES, help="the files to load")
        parser.add_argument("--wait", action="store_true", help="stay, and show how far it is, until all is spoken")

    def handle(self, *, folder: Path, wait: bool, **options: Any) -> None:
        loaded = bank.load_bank(folder=folder)
        self.stdout.write(
            f"question bank: {loaded.topics} topics, {loaded.added} questions added, {loaded.changed} changed, "
            f"{loaded.kept} edited here and kept"
        )
        if speech.queue_missing_speech():
            left = workers.unspoken_count()
            self.stdout.write(f"question bank: {left} questions are being spoken in the background")
        if wait:
            self.wait()

    def wait(self) -> None:
        """Stay until every question is spoken; speak here when no worker does. Raises CommandError when it stalls."""
        left = workers.unspoken_count()
        moved_at = time.monotonic()
        while left:
            if not workers.is_served(tasks.SPEECH):
                speech.speak_next()
            before, left = left, workers.unspoken_count()
            if left != before:
                moved_at = time.monotonic()
                self.show(left)
            elif time.monotonic() - moved_at > STALLED_SECONDS:
                raise CommandError(f"{left} questions could not be spoken; the log says why")
            else:
                time.sleep(0.2)

    def show(self, left: int) -> None:
        """Count down in place on a terminal, every fifty questions in a file."""
        line = f"question bank: {left} questions left to speak"
        if self.stdout.isatty():
            self.stdout.write(f"\r{line} ", ending="" if left else "\n")
            self.stdout.flush()
        elif left % 50 == 0:
            self.stdout.write(line)
