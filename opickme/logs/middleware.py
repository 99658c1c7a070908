"""Each request has an id, in its log lines and in its answer."""

import logging
import time
from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

from opickme.logs.lines import method, route
from opickme.logs.trail import begin, follow, request_id
from opickme.metrics import requests

log = logging.getLogger("opickme.requests")
HEADER = "X-Request-ID"


@sync_and_async_middleware
def observed(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Middleware, the outermost: give the request an id, count and time it, with LOG_REQUESTS say so.

    Both sync and async, without a hop to a thread: under ASGI that is most of what a small request costs.
    """
    if iscoroutinefunction(get_response):

        async def over_asgi(request: HttpRequest) -> HttpResponseBase:
            began, name = time.perf_counter(), request_id(request.META.get("HTTP_X_REQUEST_ID"))
            begin(request=name)
            return _done(request, await get_response(request), name, time.perf_counter() - began)

        async def before_view(request: HttpRequest, *_: object) -> None:
            _follow_consult(request)

        over_asgi.process_view = before_view  # type: ignore[attr-defined]
        return over_asgi

    def middleware(request: HttpRequest) -> HttpResponseBase:
        began, name = time.perf_counter(), request_id(request.META.get("HTTP_X_REQUEST_ID"))
        begin(request=name)  # and no end here: Django says what failed after the last middleware
        return _done(request, get_response(request), name, time.perf_counter() - began)

    middleware.process_view = lambda request, *_: _follow_consult(request)  # type: ignore[attr-defined]
    return middleware


def _follow_consult(request: HttpRequest) -> None:
    """A request about a consult is one of its trail, as the sockets of its room are."""
    match = request.resolver_match
    if match and "consults/<uuid:pk>/" in match.route:
        follow(consult=match.kwargs["pk"])


def _done(request: HttpRequest, response: HttpResponseBase, name: str, seconds: float) -> HttpResponseBase:
    response.headers[HEADER] = name
    requests.count(request, method=method(request), status=response.status_code, seconds=seconds)
    if settings.LOG_REQUESTS:
        log.info("%s %s %s %.1f ms", response.status_code, method(request), route(request), seconds * 1000)
    return response
