"""`manage.py worker --queue recognition|speech`: does the background work of one queue until it is told to stop."""

import os
import signal
import socket
import threading
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections
from django_tasks_db.management.commands.db_worker import Worker as TaskWorker
from django_tasks_db.models import DBTaskResult

from scripts import tasks
from scripts.services import recognition, workers

TIDY_SECONDS = 3600


class Command(BaseCommand):
    help = "Do the background work of one queue."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--queue", choices=[tasks.RECOGNITION, tasks.SPEECH], required=True)

    def handle(self, *, queue: str, **options: Any) -> None:
        self.queue = queue
        self.name = f"{socket.gethostname()}:{os.getpid()}:{queue}"
        self.stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopping.set())
        if queue == tasks.SPEECH:
            os.nice(10)  # a learner who waits for his words comes before a question that nobody asked for yet
        keeper = threading.Thread(target=self.keep_house, name="housekeeping", daemon=True)
        self.warm()
        keeper.start()
        try:
            self.work()
        finally:
            self.stopping.set()
            workers.say_gone(name=self.name)

    def warm(self) -> None:
        """Load the model before the first job needs it."""
        from scripts.recognition import get_recognizer
        from scripts.synthesis import get_synthesizer

        (get_recognizer if self.queue == tasks.RECOGNITION else get_synthesizer)().warm()

    def work(self) -> None:
        """Run what is queued; look for more without taking a lock, since most looks find nothing."""
        worker = TaskWorker(
            queue_names=[self.queue],
            interval=settings.WORKER_POLL_SECONDS,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=1,
            worker_id=self.name[-64:],
            excluded_queue_names=[],
        )
        while not self.stopping.is_set():
            if DBTaskResult.objects.ready().filter(queue_name=self.queue).exists():
                worker._run_tasks = 0
                worker.run()
            else:
                self.stopping.wait(settings.WORKER_POLL_SECONDS)
            close_old_connections()

    def keep_house(self) -> None:
        """Renew the sign of life, queue again what died, and tidy up once an hour."""
        tidied = 0.0
        while True:
            try:
                close_old_connections()
                workers.say_alive(name=self.name, queue=self.queue)
                recognition.reap()
                if time.monotonic() - tidied > TIDY_SECONDS:
                    workers.tidy()
                    tidied = time.monotonic()
            except DatabaseError as error:
                self.stderr.write(f"housekeeping put off: {error}")
            if self.stopping.wait(min(settings.REAP_SECONDS, workers.ALIVE_SECONDS / 3)):
                break
        close_old_connections()
