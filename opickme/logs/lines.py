"""How a record becomes one line, for a person or for a program."""

import json
import logging
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from django.http import HttpRequest

from opickme.logs.scrub import scrub, scrub_reason
from opickme.logs.trail import trail

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class OneLine(logging.Formatter):
    """For a person. Control characters are escaped: no input can forge a second line or colour a terminal."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (logging's own name)
        ids = "".join(f" {name}={value}" for name, value in trail().items())
        record.message = "".join(c if c.isprintable() else repr(c)[1:-1] for c in said(record)) + ids
        return super().formatMessage(record)

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802
        return failure(ei[1])


class JsonLine(logging.Formatter):
    """For a program: an object with time, level, logger, message, the ids of the trail, and of a failure its trace."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": said(record),
            **trail(),
        }
        if record.exc_info and record.exc_info[1]:
            line["failure"] = failure(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def said(record: logging.LogRecord) -> str:
    """The message without what belongs to a person.

    What Django says of a request names its path, its Host or its Referer, all of which the client writes: in its place
    come the method and the address pattern of ours that was asked for.
    """
    request, status = getattr(record, "request", None), getattr(record, "status_code", None)
    if status is None or not isinstance(request, HttpRequest):
        # With a failure come its own words, which quote what a person wrote.
        return (scrub_reason if record.exc_info else scrub)(record.getMessage())
    return f"{status} {method(request)} {route(request)}"


def method(request: HttpRequest) -> str:
    """The method, of those that there are: a client may write any word."""
    return request.method if request.method in METHODS else "?"


def route(request: HttpRequest) -> str:
    """The address pattern that a request met, as `scripts/<int:pk>/`: the path itself may carry a token."""
    match = request.resolver_match
    return match.route or "/" if match else "(no such address)"


def failure(error: BaseException | None) -> str:
    """The trace of an exception; of the messages only what quotes nothing."""
    if error is None:
        return ""
    trace = traceback.TracebackException.from_exception(error, capture_locals=False)
    each: traceback.TracebackException | None = trace
    parts: list[str] = []
    while each is not None:
        message = scrub_reason(" ".join(str(each).split()))
        name = each.exc_type.__qualname__ if each.exc_type else "Exception"
        parts.insert(0, "".join(each.stack.format()) + f"{name}: {message}")
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
    return "\n".join(parts)
