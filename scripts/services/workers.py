"""Signs of life of the workers, and the housekeeping that any of them does."""

from collections.abc import Callable

from django.core.management import call_command

from accounts import sign_ins
from opickme.clock import UtcNow, in_seconds
from scripts.models import Question, Worker
from scripts.services import arrivals, files
from scripts.services.queue import forget_finished

ALIVE_SECONDS = 30
FORGET_WORKER_SECONDS = 3600
HOST_CHARS = 40
"""So much of its host's name begins the name of a worker."""

_on_beat: list[Callable[[], None]] = []


def on_beat(act: Callable[[], None]) -> Callable[[], None]:
    """Have every worker call `act` with each of its signs of life, about every ten seconds. It must be safe to run
    in several processes at once.
    """
    if act not in _on_beat:
        _on_beat.append(act)
    return act


def beat() -> None:
    """Do what other apps want done with every sign of life."""
    for act in _on_beat:
        act()


def say_alive(*, name: str, queue: str) -> None:
    """Note that the worker `name` of `queue` lives."""
    Worker.objects.update_or_create(name=name, defaults={"queue": queue, "seen_at": UtcNow()})


def say_gone(*, name: str) -> None:
    """Note that the worker has stopped."""
    Worker.objects.filter(name=name).delete()


def is_served(queue: str) -> bool:
    """Whether a worker of `queue` gave a sign of life lately."""
    return Worker.objects.filter(queue=queue, seen_at__gt=in_seconds(-ALIVE_SECONDS)).exists()


def is_on(host: str) -> bool:
    """Whether a worker on the machine or in the container `host` gave a sign of life lately."""
    alive = Worker.objects.filter(seen_at__gt=in_seconds(-ALIVE_SECONDS))
    return alive.filter(name__startswith=f"{host[:HOST_CHARS]}:").exists()


def tidy() -> None:
    """Forget what is long over: tasks, silent workers, half uploads, stray files, sessions, sign-ins, tokens."""
    forget_finished()
    Worker.objects.filter(seen_at__lt=in_seconds(-FORGET_WORKER_SECONDS)).delete()
    arrivals.forget_old()
    files.clear_leftovers()
    call_command("clearsessions")
    sign_ins.forget_old()
    call_command("flushexpiredtokens")


def unspoken_count() -> int:
    """How many published questions have no audio of their present text."""
    return Question.objects.published().unspoken().count()
