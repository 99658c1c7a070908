"""Signs of life of the workers, and the housekeeping that any of them does."""

from datetime import timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models.functions import Now
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from scripts.models import Question, Script, Upload, Worker
from scripts.services import uploads
from scripts.services.clock import in_seconds

ALIVE_SECONDS = 30
FORGET_TASKS_AFTER = timedelta(days=1)
STRAY_AFTER = timedelta(days=1)


def say_alive(*, name: str, queue: str) -> None:
    """Note that the worker `name` of `queue` lives."""
    Worker.objects.update_or_create(name=name, defaults={"queue": queue, "seen_at": Now()})


def say_gone(*, name: str) -> None:
    """Note that the worker has stopped."""
    Worker.objects.filter(name=name).delete()


def is_served(queue: str) -> bool:
    """Whether a worker of `queue` gave a sign of life lately."""
    return Worker.objects.filter(queue=queue, seen_at__gt=in_seconds(-ALIVE_SECONDS)).exists()


def tidy() -> None:
    """Forget what is long over: finished task rows, silent workers, half uploads, files that no row names."""
    DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - FORGET_TASKS_AFTER).delete()
    # A task that was running when its worker died stays "running" for ever; the row it was about is reaped elsewhere.
    DBTaskResult.objects.running().filter(started_at__lt=timezone.now() - FORGET_TASKS_AFTER).delete()
    Worker.objects.filter(seen_at__lt=in_seconds(-3600)).delete()
    for upload in Upload.objects.filter(
        created_at__lt=timezone.now() - timedelta(seconds=settings.UPLOAD_KEEP_SECONDS)
    ):
        uploads.discard(upload)
    sweep_recordings()


def sweep_recordings() -> int:
    """Delete recordings of yesterday that no script names (a process was killed between file and row)."""
    day = (timezone.now() - STRAY_AFTER).strftime("recordings/%Y/%m/%d")
    try:
        _, names = default_storage.listdir(day)
    except FileNotFoundError:
        return 0
    stored = {f"{day}/{name}" for name in names}
    known = set(Script.objects.filter(recording__in=stored).values_list("recording", flat=True))
    known |= set(Script.objects.filter(playback__in=stored).values_list("playback", flat=True))
    strays = stored - known
    for name in strays:
        default_storage.delete(name)
    return len(strays)


def unspoken_count() -> int:
    """How many published questions have no audio of their present text."""
    return Question.objects.published().unspoken().count()
