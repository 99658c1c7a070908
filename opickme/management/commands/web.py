"""`manage.py web`: one web process, for pages, API and websockets."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Serve pages, API and websockets."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, host: str, port: int, **options: Any) -> None:
        from opickme.asgi import application
        from opickme.serving.server import CannotListen, GuardedServer

        try:
            GuardedServer(application, host=host, port=port).run()
        except CannotListen as error:
            raise CommandError(f"Cannot listen on {host}:{port}: {error}") from error
