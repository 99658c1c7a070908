"""What a person sees when a request has failed on our side."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from opickme import s3

RETRY_SECONDS = 2


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for an exception that nobody caught: 503 while the database or the storage is away, else 500."""
    error = sys.exc_info()[1]
    is_passing = isinstance(error, OperationalError | InterfaceError) or s3.is_fault(error)
    response = HttpResponse(render_to_string("500.html"), status=503 if is_passing else 500)
    if is_passing:
        response["Retry-After"] = str(RETRY_SECONDS)
    return response
