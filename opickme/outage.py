"""What a person sees when a request has failed on our side."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

RETRY_SECONDS = 2


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for an exception that nobody caught: 503 while the database is away, which passes, else 500."""
    is_passing = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    response = HttpResponse(render_to_string("500.html"), status=503 if is_passing else 500)
    if is_passing:
        response["Retry-After"] = str(RETRY_SECONDS)
    return response
