"""Figures that nobody counts: the database is asked for them, whichever process answers."""

import time
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Min, Model, Q, QuerySet
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

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


class Figures(Collector):
    """Everything here is about the whole site, whichever machine is asked: a board takes the maximum, not the sum.
    Only the sockets are this process' own.
    """

    def __init__(self) -> None:
        self._scripts = _ByState(Script, Script.State.values, (Script.State.PENDING, Script.State.RUNNING))
        self._consults = _ByState(Consult, Consult.State.values, Consult.OPEN)

    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily("opickme_sockets_open", "Websockets open in this process.", value=by_address.total())
        yield self._scripts.metric("opickme_scripts", "Scripts by state.")
        pending = Script.objects.filter(state=Script.State.PENDING)
        yield _gauge(
            "opickme_oldest_pending_seconds", "Age of the oldest script that waits.", _age(pending, "created_at")
        )
        yield from _queues()
        yield self._consults.metric("opickme_consults", "Consults by state.")
        waiting = _age(Consult.objects.waiting(), "requested_at")
        yield _gauge("opickme_longest_wait_seconds", "How long the learner has waited who waits longest.", waiting)
        yield _gauge(
            "opickme_instructors_online", "Instructors who could take a request now.", line.instructors_online()
        )


class _ByState:
    """Rows by state: those at work fresh, by an index; the settled ones as they were within the last minute."""

    def __init__(self, model: type[Model], states: list[str], fresh: tuple[str, ...]) -> None:
        self._model, self._states, self._fresh = model, states, fresh
        self._settled: dict[str, int] = {}
        self._at = float("-inf")

    def metric(self, name: str, help_text: str) -> Metric:
        is_fresh = Q(state__in=self._fresh)
        if time.monotonic() - self._at > REMEMBER_SECONDS:
            self._settled = self._count(~is_fresh)
            self._at = time.monotonic()
        counted = self._settled | self._count(is_fresh)
        metric = GaugeMetricFamily(name, help_text, labels=["state"])
        for state in self._states:
            metric.add_metric([state], counted.get(state, 0))
        return metric

    def _count(self, which: Q) -> dict[str, int]:
        rows = self._model._default_manager.filter(which).order_by()
        return dict(rows.values_list("state").annotate(Count("pk")))


def _queues() -> Iterator[Metric]:
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


def _age(rows: "QuerySet[Model]", field: str) -> float:
    oldest: datetime | None = rows.order_by().aggregate(at=Min(field))["at"]
    return max(0.0, (timezone.now() - oldest).total_seconds()) if oldest else 0.0


def _gauge(name: str, help_text: str, value: float) -> Metric:
    return GaugeMetricFamily(name, help_text, value=value)
