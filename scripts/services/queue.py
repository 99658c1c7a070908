"""What waits in the task queue. A queued task only wakes a worker; to wake one too often is harmless."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from scripts import tasks
from scripts.models import Script

FORGET_AFTER = timedelta(days=1)
LOWEST_PRIORITY = -100


def waiting(task: Task[..., Any], *, priority: int = LOWEST_PRIORITY) -> set[int]:
    """Ids that `task` is queued for with at least `priority`, and no worker has begun."""
    queued = DBTaskResult.objects.filter(
        status=TaskResultStatus.READY, task_path=task.module_path, priority__gte=priority
    )
    return {arguments["args"][0] for arguments in queued.values_list("args_kwargs", flat=True)}


def queue_new(script: Script) -> None:
    """Queue a script that has just come in. Learners take turns: the n-th that one has waiting stands behind the
    (n-1)-th of everybody, so that a hundred recordings of one hold up nobody else.
    """
    before = Script.objects.filter(learner=script.learner_id, state=Script.State.PENDING).exclude(pk=script.pk).count()
    tasks.recognize_script.using(priority=max(-before, LOWEST_PRIORITY)).enqueue(script.pk)


def queue_again(script_id: int, *, delay_seconds: float = 0) -> None:
    """Queue a script that has had its turn before, in `delay_seconds`."""
    run_after = timezone.now() + timedelta(seconds=delay_seconds) if delay_seconds else None
    tasks.recognize_script.using(run_after=run_after).enqueue(script_id)


def forget_finished() -> None:
    """Delete task rows that are long over.

    A task that was running when its worker died stays "running" for ever; the row it was about is reaped elsewhere.
    """
    long_ago = timezone.now() - FORGET_AFTER
    DBTaskResult.objects.finished().filter(finished_at__lt=long_ago).delete()
    DBTaskResult.objects.running().filter(started_at__lt=long_ago).delete()
