"""`manage.py question_bank_report --json`: count what the bank holds."""

import json as json_format
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from scripts.services.bank_report import bank_report


class Command(BaseCommand):
    help = "Count the questions of the bank by type and by topic and level."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *, json: bool, **options: Any) -> None:
        report = bank_report()
        self.stdout.write(dump(report) if json else table(report))


def dump(report: dict[str, Any]) -> str:
    return json_format.dumps(report, ensure_ascii=False)


def table(report: dict[str, Any]) -> str:
    """The same as lines to read."""
    lines = [f"{key:>18}: {value}" for key, value in report.items() if not isinstance(value, dict)]
    lines += [
        f"{topic:>26}: " + " ".join(f"{level} {n}" for level, n in row.items())
        for topic, row in report["cells"].items()
    ]
    return "\n".join(lines)
