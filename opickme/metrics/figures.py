"""Figures that nobody counts: the database is asked for them, whichever process answers.

All but the sockets are about the whole site, whichever machine is asked: a board takes the maximum, not the sum.
"""

from collections.abc import Iterator
from datetime import datetime

from django.core.cache import cache
from django.db.models import Count, Min, Model, Q, QuerySet
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from prometheus_client.core import GaugeMetricFamily, Metric

from consults.models import Consult
from consults.services import line
from opickme.clock import in_seconds
from opickme.sockets.base import by_address
from scripts import tasks
from scripts.models import Script, Worker
from scripts.services.workers import ALIVE_SECONDS

QUEUES = (tasks.RECOGNITION, tasks.SPEECH)
REMEMBER_SECONDS = 60.0
"""How long the count of what is settled stands: it is most of a big table, and all of it is read."""


def sockets() -> Iterator[Metric]:
    yield _gauge("opickme_sockets_open", "Websockets open in this process.", by_address.total())


def scripts() -> Iterator[Metric]:
    fresh = (Script.State.PENDING, Script.State.RUNNING)
    yield _by_state("opickme_scripts", "Scripts by state.", Script, Script.State.values, fresh)
    pending = Script.objects.filter(state=Script.State.PENDING)
    yield _gauge("opickme_oldest_pending_seconds", "Age of the oldest script that waits.", _age(pending, "created_at"))


def queues() -> Iterator[Metric]:
    """What waits in each queue; a try that is put off to later is not late."""
    length = GaugeMetricFamily("opickme_queue_length", "Tasks that wait for a worker.", labels=["queue"])
    age = GaugeMetricFamily("opickme_queue_age_seconds", "Age of the oldest of them.", labels=["queue"])
    workers = GaugeMetricFamily("opickme_workers", "Workers that gave a sign of life lately.", labels=["queue"])
    alive = Worker.objects.filter(seen_at__gt=in_seconds(-ALIVE_SECONDS))
    counted = dict(alive.order_by().values_list("queue").annotate(Count("pk")))
    for queue in QUEUES:
        due = DBTaskResult.objects.ready().filter(queue_name=queue)
        length.add_metric([queue], due.count())
        age.add_metric([queue], _age(due, "enqueued_at"))
        workers.add_metric([queue], counted.get(queue, 0))
    yield from (length, age, workers)


def consults() -> Iterator[Metric]:
    yield _by_state("opickme_consults", "Consults by state.", Consult, Consult.State.values, Consult.OPEN)
    waiting = _age(Consult.objects.waiting(), "requested_at")
    yield _gauge("opickme_longest_wait_seconds", "How long the learner has waited who waits longest.", waiting)


def instructors() -> Iterator[Metric]:
    online = line.instructors_online()
    yield _gauge("opickme_instructors_online", "Instructors who could take a request now.", online)


def _by_state(name: str, help_text: str, model: type[Model], states: list[str], fresh: tuple[str, ...]) -> Metric:
    """Rows by state: those at work fresh, by an index; the settled ones as they were within the last minute."""

    def count(which: Q) -> dict[str, int]:
        rows = model._default_manager.filter(which).order_by()
        return dict(rows.values_list("state").annotate(Count("pk")))

    is_fresh = Q(state__in=fresh)
    settled: dict[str, int] = cache.get_or_set(f"{name}.settled", lambda: count(~is_fresh), REMEMBER_SECONDS) or {}
    counted = settled | count(is_fresh)
    metric = GaugeMetricFamily(name, help_text, labels=["state"])
    for state in states:
        metric.add_metric([state], counted.get(state, 0))
    return metric


def _age(rows: "QuerySet[Model]", field: str) -> float:
    oldest: datetime | None = rows.order_by().aggregate(at=Min(field))["at"]
    return max(0.0, (timezone.now() - oldest).total_seconds()) if oldest else 0.0


def _gauge(name: str, help_text: str, value: float) -> Metric:
    return GaugeMetricFamily(name, help_text, value=value)
