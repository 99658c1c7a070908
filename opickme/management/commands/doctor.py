"""`manage.py doctor`: a line for each part of the site, right or wrong, and what to do."""

import json
import logging
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from opickme.doctor.checks import CHECKS, ONLY_ASKED
from opickme.doctor.findings import Finding, examine

KNOWN = CHECKS | ONLY_ASKED


class Command(BaseCommand):
    help = "Try each configured engine and say in one line what works, what does not, and what to do."
    requires_system_checks = []  # it must speak also where they fail

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="the same for a program")
        parser.add_argument("parts", nargs="*", metavar="part", help=f"only these: {', '.join(KNOWN)}")

    def handle(self, *, parts: list[str], **options: Any) -> None:
        logging.disable(logging.WARNING)  # what a library grumbles is in the findings
        unknown = set(parts) - KNOWN.keys()
        if unknown:
            self.stderr.write(f"There is no check named {', '.join(sorted(unknown))}. There are: {', '.join(KNOWN)}")
            sys.exit(2)
        findings = examine({name: check for name, check in KNOWN.items() if name in (parts or CHECKS)})
        ok = all(finding.ok for finding in findings)
        if options["json"]:
            self.stdout.write(json.dumps({"ok": ok, "parts": [finding.as_dict() for finding in findings]}))
        else:
            for finding in findings:
                self.stdout.write(self.line(finding))
        if not ok:
            sys.exit(1)

    def line(self, finding: Finding) -> str:
        if finding.ok:
            return f"{self.style.SUCCESS('ok   ')} {finding.part:<12}{finding.says}"
        return f"{self.style.ERROR('WRONG')} {finding.part:<12}{finding.says}. Do: {finding.remedy}"
