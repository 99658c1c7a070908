"""Errors reported to a Sentry-compatible server. Imported only where SENTRY_DSN is set."""

from typing import Any

import sentry_sdk
from django.conf import settings
from django.http import HttpRequest
from sentry_sdk.integrations.logging import LoggingIntegration

from opickme.logs.lines import method, route, said
from opickme.logs.scrub import scrub_reason
from opickme.logs.trail import trail

KEPT = ("event_id", "timestamp", "level", "logger", "platform", "environment", "server_name", "release", "sdk")


def start(dsn: str) -> None:
    """Report what is logged as an error, and exceptions that nobody caught. Nothing else is sent, not even samples."""
    sentry_sdk.init(
        dsn=dsn,
        environment=settings.SENTRY_ENVIRONMENT,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        trace_propagation_targets=[],
        auto_session_tracking=False,
        auto_enabling_integrations=False,
        integrations=[LoggingIntegration(level=None)],  # Django logs what no view caught, with its request
        before_send=only_ours,
    )


def only_ours(event: Any, hint: dict[str, Any]) -> Any:
    """Build the report anew from what belongs to nobody: where in the code, what kind, at which id.

    An allow-list: what the library may add one day (bodies, cookies, headers, the person) does not pass.
    """
    report: dict[str, Any] = {name: event[name] for name in KEPT if name in event}
    record = hint.get("log_record")
    report["tags"] = dict(trail()) | _asked(getattr(record, "request", None))
    if exception := event.get("exception"):
        report["exception"] = {"values": [_failure(each) for each in exception.get("values", [])]}
    if record is not None:
        report["logentry"] = {"message": said(record)}
    return report


def _failure(each: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {name: each[name] for name in ("type", "module", "mechanism") if name in each}
    if frames := (each.get("stacktrace") or {}).get("frames"):
        named = ("filename", "module", "function", "lineno", "context_line", "in_app")
        kept["stacktrace"] = {"frames": [{name: frame[name] for name in named if name in frame} for frame in frames]}
    return kept | {"value": scrub_reason(each.get("value") or "")}


def _asked(request: object) -> dict[str, str]:
    return {"route": route(request), "method": method(request)} if isinstance(request, HttpRequest) else {}
