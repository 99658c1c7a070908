"""`manage.py worker --queue recognition|speech`: does the background work of one queue until it is told to stop."""

import logging
import os
import secrets
import signal
import socket
import threading
import time
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error, connections
from django_tasks_db.management.commands.db_worker import Worker as TaskWorker
from django_tasks_db.models import DBTaskResult

from scripts import tasks
from scripts.recognition.base import RecognitionError
from scripts.services import recognition, speech, workers

logger = logging.getLogger(__name__)

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
TIDY_SECONDS = 3600
OUTAGE_PAUSE_SECONDS = 1


def unique_name() -> str:
    """Name this worker. In containers host names and process numbers repeat: chance tells two workers apart."""
    return f"{socket.gethostname()[: workers.HOST_CHARS]}:{os.getpid()}:{secrets.token_hex(6)}"


class Command(BaseCommand):
    help = "Do the background work of one queue."
    requires_system_checks = []  # they load every page of the site

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--queue", choices=[tasks.RECOGNITION, tasks.SPEECH], required=True)

    def handle(self, *, queue: str, **options: Any) -> None:
        self.queue = queue
        self.name = unique_name()
        self.stopping = threading.Event()
        self.busy_since: float | None = None
        for number in STOP_SIGNALS:
            signal.signal(number, self.stop)
        if queue == tasks.SPEECH:
            os.nice(10)  # a learner who waits for his words comes before a question that nobody asked for yet
        self.warm()
        keeper = threading.Thread(target=self.keep_house, name="housekeeping", daemon=True)
        keeper.start()
        try:
            self.work()
        finally:
            self.stopping.set()
            keeper.join(timeout=5)
            with suppress(Error):
                workers.say_gone(name=self.name)

    def stop(self, *_: Any) -> None:
        """Finish the job at hand. Told again, or after WORKER_STOP_SECONDS, the kernel ends the process at once, in
        whatever call it is; its lease then runs out, and another worker does the job.
        """
        self.stopping.set()
        for number in STOP_SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        signal.alarm(settings.WORKER_STOP_SECONDS)
        logger.info("the %s worker stops after the job at hand", self.queue)

    def warm(self) -> None:
        """Load the model before the first job needs it."""
        from scripts.recognition import get_recognizer
        from scripts.synthesis import get_synthesizer

        try:
            (get_recognizer if self.queue == tasks.RECOGNITION else get_synthesizer)().warm()
        except RecognitionError as error:
            raise CommandError(f"No speech recognition: {error.message}") from error

    def work(self) -> None:
        """Run what is queued, and outlive a database that is away for a while."""
        worker = TaskWorker(
            queue_names=[self.queue],
            interval=settings.WORKER_POLL_SECONDS,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=1,
            worker_id=self.name,
            excluded_queue_names=[],
        )
        while not self.stopping.is_set():
            try:
                if not self.run_next(worker):
                    self.stopping.wait(settings.WORKER_POLL_SECONDS)
            except Error as error:
                logger.warning("the database does not answer: %s", error)
                connections.close_all()
                self.stopping.wait(OUTAGE_PAUSE_SECONDS)

    def run_next(self, worker: TaskWorker) -> bool:
        """Run one task, if there is one. Looking for it takes no lock, since most looks find nothing."""
        if not DBTaskResult.objects.ready().filter(queue_name=self.queue).exists():
            return False
        worker._run_tasks = 0
        self.busy_since = time.monotonic()
        try:
            worker.run()
        finally:
            self.busy_since = None
        return True

    def keep_house(self) -> None:
        """Renew the sign of life, queue again what died, and tidy up once an hour."""
        tidy_at = time.monotonic()
        while not self.stopping.is_set():
            self.end_if_stuck()
            try:
                workers.say_alive(name=self.name, queue=self.queue)
                recognition.reap()
                workers.beat()
                if self.queue == tasks.SPEECH:
                    speech.queue_missing_speech()
                if time.monotonic() >= tidy_at:
                    tidy_at = time.monotonic() + TIDY_SECONDS
                    workers.tidy()
            except Exception as error:
                # Whatever it is, the sign of life and the reaping must not end with it.
                logger.warning("housekeeping put off: %s", error)
                connections.close_all()
            self.stopping.wait(min(settings.REAP_SECONDS, workers.ALIVE_SECONDS / 3))
        connections.close_all()

    def end_if_stuck(self) -> None:
        """End a process whose job hangs: its lease then runs out, and the supervisor starts another one."""
        since = self.busy_since
        if since is not None and time.monotonic() - since > settings.JOB_MAX_SECONDS:
            logger.critical("a job of %s hangs: the process ends itself", self.queue)
            os._exit(1)
