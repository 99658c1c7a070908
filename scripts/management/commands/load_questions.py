"""`manage.py load_questions`: fill the question bank from its files and queue the speaking of what is not spoken."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from scripts.services import bank, speech, workers


class Command(BaseCommand):
    help = "Load the question bank's files; text edited by staff stays as it is. Safe to run again and again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--wait", action="store_true", help="stay until every question is spoken")

    def handle(self, *, wait: bool, **options: Any) -> None:
        loaded = bank.load_bank()
        self.stdout.write(
            f"question bank: {loaded.topics} topics, {loaded.added} questions added, {loaded.changed} changed, "
            f"{loaded.kept} edited here and kept"
        )
        queued = speech.queue_missing_speech()
        if queued:
            self.stdout.write(f"question bank: {queued} questions are being spoken in the background")
        while wait and (left := workers.unspoken_count()):
            self.stdout.write(f"\r{left} questions left to speak ", ending="")
            self.stdout.flush()
            time.sleep(1)
