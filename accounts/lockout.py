"""Who tries too often waits: per account and address, and per address over all accounts."""

import math
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_cool_off, get_failure_limit
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext

from accounts.models import normalize_username
from opickme.api import Throttle

ADDRESS_WINDOW = timedelta(minutes=1)
LONGEST_NAME = 255  # what axes can store


class Handler(AxesDatabaseHandler):
    """Count as axes does, and stop an address that goes through many accounts."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        return super().is_locked(request, credentials) or _recent_failures(request).count() >= (
            settings.LOGIN_ADDRESS_LIMIT
        )


def username_of(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """Return the name that attempts are counted under: all spellings of an account share one counter."""
    name = (credentials or {}).get("username") or ""
    return normalize_username(str(name))[:LONGEST_NAME]


def locked_out(request: HttpRequest, response: object = None, credentials: object = None) -> HttpResponse:
    """Answer an attempt that came too often: 429, Retry-After and a sentence, as a page or as JSON."""
    return _refuse(request, seconds=_seconds_left(request))


def too_often(request: HttpRequest, *, scope: str) -> HttpResponse | None:
    """Count a request of a page under a scope of DEFAULT_THROTTLE_RATES; return the refusal when it is over."""
    throttle = Throttle()
    if throttle.allow_request(request, SimpleNamespace(throttle_scope=scope)):  # type: ignore[arg-type]
        return None
    return _refuse(request, seconds=throttle.wait() or ADDRESS_WINDOW.total_seconds())


def _refuse(request: HttpRequest, *, seconds: float) -> HttpResponse:
    minutes = max(1, math.ceil(seconds / 60))
    sentence = ngettext(
        "Too many attempts. Please try again in %(minutes)s minute.",
        "Too many attempts. Please try again in %(minutes)s minutes.",
        minutes,
    ) % {"minutes": minutes}
    if request.path_info.startswith("/api/"):
        answer: HttpResponse = JsonResponse({"detail": sentence, "code": "too_many_attempts"}, status=429)
    else:
        answer = render(request, "accounts/too_often.html", {"sentence": sentence}, status=429)
    answer["Retry-After"] = str(max(1, math.ceil(seconds)))
    return answer


def _recent_failures(request: Any) -> QuerySet[AccessAttempt]:
    since = timezone.now() - ADDRESS_WINDOW
    return AccessAttempt.objects.filter(ip_address=request.axes_ip_address, attempt_time__gt=since)


def _seconds_left(request: Any) -> float:
    """Seconds until so many failures are forgotten that the next attempt counts again."""
    credentials = getattr(request, "axes_credentials", None)
    attempts = Handler().get_user_attempts(request, credentials)[0]
    cool_off = get_cool_off(request) or timedelta()
    left = sum(attempts.values_list("failures_since_start", flat=True))
    free_at: datetime = timezone.now() + ADDRESS_WINDOW
    for attempt in attempts.order_by("attempt_time"):
        if left < get_failure_limit(request, credentials):
            break
        left -= attempt.failures_since_start
        free_at = attempt.attempt_time + cool_off
    return (free_at - timezone.now()).total_seconds()
