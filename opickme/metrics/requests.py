"""Requests over HTTP, by the name of the view: never by path, of which there are as many as rows."""

from django.http import HttpRequest
from prometheus_client import Counter, Histogram

from opickme.metrics.registry import counted

NOWHERE = "none"
"""For an address that is none of ours."""

_answers = Counter("opickme_http_requests", "Requests answered.", ["view", "method", "status"], registry=counted)
_times = Histogram(
    "opickme_http_request_seconds",
    "Time from the request's arrival at the application until its answer begins.",
    ["view"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0),
    registry=counted,
)


def count(request: HttpRequest, *, method: str, status: int, seconds: float) -> None:
    """Count one answer."""
    match = request.resolver_match
    view = (match.view_name or match.route) if match else NOWHERE
    _answers.labels(view, method, str(status)).inc()
    _times.labels(view).observe(seconds)
