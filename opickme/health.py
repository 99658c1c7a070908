"""Whether this process lives, can work, and how it is doing."""

import logging
import time
from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from opickme import hub, storage_check
from opickme.hub.datagrams import run_directory
from opickme.metrics import figures, registry
from opickme.net import client_ip
from opickme.redis_store import ping_all
from opickme.serving import draining
from scripts.services import workers
from scripts.services.metrics import sums

REMEMBER_SECONDS = 2.0
"""How long what was found for /readyz stands: anybody may ask, and each look writes a file."""

log = logging.getLogger(__name__)


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer while this process lives; asks nothing else."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when each part works, else 503; `parts` says which does not."""
    parts = {"process": not draining.has_begun(), **_parts()}
    return JsonResponse(
        {"ready": all(parts.values()), "parts": {name: "ok" if works else "failing" for name, works in parts.items()}},
        status=200 if all(parts.values()) else 503,
    )


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, for those in METRICS_ALLOWED."""
    address = ip_address(client_ip(request))
    if not any(address in network for network in settings.METRICS_NETWORKS):
        return HttpResponse("Not allowed from this address.\n", status=403, content_type="text/plain")
    return HttpResponse(registry.text(), content_type=CONTENT_TYPE_LATEST)


def _check_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _check_channel_layer() -> None:
    """The line between the processes: Redis, or the directory of the sockets."""
    if settings.REDIS_URL:
        ping_all()
    else:
        run_directory()
    if not hub.is_connected():
        raise ConnectionError("this process does not hear the others")


def _check_worker() -> None:
    if not workers.is_served("recognition"):
        raise LookupError("no recognition worker gave a sign of life")


_CHECKS: dict[str, Callable[[], None]] = {
    "database": _check_database,
    "channel_layer": _check_channel_layer,
    "storage": storage_check.check,
    "worker": _check_worker,
}
_latest: tuple[float, dict[str, bool]] = (float("-inf"), {})


def _parts() -> dict[str, bool]:
    global _latest
    at, parts = _latest
    if time.monotonic() - at > REMEMBER_SECONDS:
        parts = {name: _works(name, check) for name, check in _CHECKS.items()}
        _latest = (time.monotonic(), parts)
    return parts


def _works(name: str, check: Callable[[], None]) -> bool:
    try:
        check()
    except Exception as error:  # whatever fails, the answer is that this part does
        log.warning("not ready: %s: %r", name, error)
        return False
    return True


for figure in (figures.sockets, figures.scripts, figures.queues, figures.consults, figures.instructors, sums):
    registry.look_up(figure)
