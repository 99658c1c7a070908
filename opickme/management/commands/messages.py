"""`manage.py messages`: bring the catalogues in locale/ up to date with the sources, and compile them.

A tool of development: polib is not among what running the site needs.
"""

import contextlib
import shutil
from typing import Any

import polib
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.core.management.commands import makemessages

IGNORED = [".venv", "node_modules", "var", "tests", "benchmarks"]
PASSING_HEADERS = ["POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Report-Msgid-Bugs-To"]


class Collect(makemessages.Command):
    """Django's own, which leaves a new text empty: a guess from a similar one reads as if it were a translation."""

    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]


class Command(BaseCommand):
    help = "Collect the texts of templates and Python into locale/ (needs GNU gettext), and compile the catalogues."
    requires_system_checks = []

    def handle(self, **options: Any) -> None:
        if shutil.which("xgettext"):
            with contextlib.chdir(settings.BASE_DIR):
                call_command(Collect(), locale=["ko"], ignore_patterns=IGNORED, no_obsolete=True, add_location="file")
        else:
            self.stdout.write("xgettext is not installed (package gettext): texts are not collected, only compiled.")
        for path in sorted((settings.BASE_DIR / "locale").rglob("*.po")):
            catalogue = polib.pofile(str(path), wrapwidth=0)
            for header in PASSING_HEADERS:
                catalogue.metadata.pop(header, None)  # a run that changes nothing else shall change no file
            catalogue.save()
            catalogue.save_as_mofile(str(path.with_suffix(".mo")))
            empty = [entry.msgid for entry in catalogue if not entry.translated()]
            name = path.relative_to(settings.BASE_DIR)
            self.stdout.write(f"{name}: {len(catalogue)} texts, {len(empty)} untranslated")
            for text in empty:
                self.stdout.write(f"  {text}")
