"""`manage.py question_bank_report --json`: count what the bank holds."""

import json as json_format
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from scripts.models import Topic
from scripts.opic import Level
from scripts.services.bank_report import bank_report, type_cells


class Command(BaseCommand):
    help = "Count the questions of the bank by type and by topic and level."

    def add_arguments(self, parser: CommandParser) -> None:
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help="print JSON")
        form.add_argument(
            "--table", action="store_true", help="print topic by grade and type, as docs/question-bank.md has it"
        )

    def handle(self, *, json: bool, table: bool, **options: Any) -> None:
        if table:
            self.stdout.write(markdown())
        else:
            report = bank_report()
            self.stdout.write(dump(report) if json else lines(report))


def dump(report: dict[str, Any]) -> str:
    return json_format.dumps(report, ensure_ascii=False)


def lines(report: dict[str, Any]) -> str:
    """The same as lines to read."""
    counts = [f"{key:>18}: {value}" for key, value in report.items() if not isinstance(value, dict)]
    counts += [
        f"{topic:>26}: " + " ".join(f"{level} {n}" for level, n in row.items())
        for topic, row in report["cells"].items()
    ]
    return "\n".join(counts)


def markdown() -> str:
    """One row for each topic: how many questions, and for each grade the types and how many there are of each."""
    cells = type_cells()
    rows = ["| topic | questions | " + " | ".join(Level.values) + " |", "| --- | ---: |" + " --- |" * len(Level)]
    for topic in Topic.objects.order_by("category", "position"):
        by_level = [cells[topic.slug, level] for level in Level.values]
        total = sum(sum(cell.values()) for cell in by_level)
        shown = " | ".join(" ".join(_count(name, cell[name]) for name in sorted(cell)) for cell in by_level)
        rows.append(f"| {topic.slug} | {total} | {shown} |")
    return "\n".join(rows)


def _count(name: str, n: int) -> str:
    return name if n == 1 else f"{name}×{n}"
