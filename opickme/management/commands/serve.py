"""`manage.py serve`: the whole site on this machine, web process and workers, until it is told to stop."""

import asyncio
import http.client
import socket
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from opickme.serving.supervisor import Supervisor


class Command(BaseCommand):
    help = "Run the web process and the workers, and start again whichever leaves."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--prepare", action="store_true", help="first migrate, collect files, load questions")

    def handle(self, *, host: str, port: int, **options: Any) -> None:
        _check_free(host, port)
        if options["prepare"]:
            call_command("prepare", stdout=self.stdout)
        connections.close_all()
        asyncio.run(self.supervise(host, port))

    async def supervise(self, host: str, port: int) -> None:
        children = {"web": ["web", "--host", host, "--port", str(port)]}
        for queue, count in (("recognition", settings.RECOGNITION_WORKERS), ("speech", settings.SPEECH_WORKERS)):
            children |= {f"{queue} worker {n}": ["worker", "--queue", queue] for n in range(1, count + 1)}

        async def announce() -> None:
            local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (compared, not bound)
            while not await asyncio.to_thread(_answers, local, port):
                await asyncio.sleep(0.1)
            shown = f"[{local}]" if ":" in local else local
            self.stdout.write(self.style.SUCCESS(f"{settings.SITE_NAME} is ready: http://{shown}:{port}/"))
            self.stdout.write("  Accounts and scripts to try: make demo    Stop: Ctrl-C")
            self.stdout.flush()

        await Supervisor(children).run(announce)


def _check_free(host: str, port: int) -> None:
    """Say at once what a web process would say again and again."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise CommandError(
                f"Cannot listen on {host}:{port} ({error.strerror}). Another port: make run PORT={port + 1}"
            ) from error


def _answers(host: str, port: int) -> bool:
    """Whether GET /healthz answers. The site knows itself by its public name, whatever address it is asked at."""
    name = next((name for name in settings.ALLOWED_HOSTS if not name.startswith((".", "*"))), host)
    asked = http.client.HTTPConnection(host, port, timeout=5)
    try:
        asked.request("GET", "/healthz", headers={"Host": name})
        return asked.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        asked.close()
