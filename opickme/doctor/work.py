"""Workers, their engines, and what waits for them."""

import socket

from django.conf import settings
from django.db.models import Min
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from opickme.doctor.findings import Wrong
from scripts import tasks
from scripts.services import engines, workers
from scripts.services.speech import NO_ENGINE

LATE_SECONDS = 300


def check_workers() -> str:
    """Each queue that is needed has a worker that lives."""
    needed = [tasks.RECOGNITION] + ([tasks.SPEECH] if settings.TTS_ENGINE != NO_ENGINE else [])
    for queue in needed:
        if not workers.is_served(queue):
            raise Wrong(f"none of the queue {queue} gave a sign of life", f"start `manage.py worker --queue {queue}`")
    return f"alive for {' and '.join(needed)}"


def check_own_worker() -> str:
    """A worker of this very machine lives: asked by its container, of which others know nothing."""
    host = socket.gethostname()
    if not workers.is_on(host):
        raise Wrong(f"none on {host} gave a sign of life", "read its log; it starts again when it is restarted")
    return f"alive on {host}"


def check_queue() -> str:
    """No answer waits long for its words."""
    due = DBTaskResult.objects.ready().filter(queue_name=tasks.RECOGNITION)
    oldest = due.order_by().aggregate(at=Min("enqueued_at"))["at"]
    seconds = (timezone.now() - oldest).total_seconds() if oldest else 0
    if seconds > LATE_SECONDS:
        raise Wrong(f"{due.count()} answers wait, the first for {seconds:.0f} s", "start more recognition workers")
    return f"{due.count()} answers wait"


def check_recognition() -> str:
    """The engine hears."""
    if trouble := engines.recognition_trouble():
        raise Wrong(trouble, "look at STT_ENGINE and what belongs to it (docs/workers.md)")
    return f"{settings.STT_ENGINE} {settings.STT_MODEL if settings.STT_ENGINE == 'local' else ''}".strip() + " answers"


def check_voice() -> str:
    """The voice speaks, here or in the browser."""
    if settings.TTS_ENGINE == NO_ENGINE:
        return "the browser's own speaks the questions (TTS_ENGINE=none)"
    if trouble := engines.voice_trouble():
        raise Wrong(trouble, "look at TTS_ENGINE")
    return f"{settings.TTS_ENGINE} speaks"
