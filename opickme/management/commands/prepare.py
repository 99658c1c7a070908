"""`manage.py prepare`: bring database, static files and question bank up to date."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from opickme.serving.prepare import prepare


class Command(BaseCommand):
    help = "Migrate, collect static files, load the question bank: what `serve --prepare` does before it serves."

    def handle(self, **options: Any) -> None:
        try:
            prepare(self.stdout.write)
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        except OperationalError as error:
            raise CommandError(f"The database does not answer: {error}") from error
