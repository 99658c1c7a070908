"""What every REST endpoint shares: parsing, pages, errors."""

import logging
from collections.abc import Mapping
from typing import IO, Any

from django.db import InterfaceError, OperationalError
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers, status
from rest_framework.exceptions import APIException, NotFound, ParseError, ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle

from opickme import s3
from opickme.errors import DomainError
from opickme.net import client_network

log = logging.getLogger(__name__)


class SafeJSONParser(JSONParser):
    """JSON whose nesting cannot exhaust the stack (a body of 100,000 brackets gave a 500).

    It is UTF-8 (RFC 8259, 8.1) whatever charset is claimed: Python also knows charsets that are none.
    """

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            return super().parse(stream, media_type, {**(parser_context or {}), "encoding": "utf-8"})
        except RecursionError as error:
            raise ParseError(_("JSON is nested too deeply.")) from error


class Text(serializers.CharField):
    """A JSON string and nothing else: a number or a boolean is not text."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Email(Text, serializers.EmailField):
    """An email address as a JSON string."""


class Throttle(ScopedRateThrottle):
    """So many requests of a scope per account, or per address where nobody is logged in."""

    def get_ident(self, request: Request) -> str:
        return client_network(request)


class Pages(PageNumberPagination):
    """Numbered pages; `page_size` up to 100."""

    page_size_query_param = "page_size"
    max_page_size = 100


class ErrorSerializer(serializers.Serializer[dict[str, str]]):
    """How the API says no: a sentence and a stable code; a form that was not valid names its fields instead."""

    detail = serializers.CharField()
    code = serializers.CharField()


class Unavailable(APIException):
    """The database or the storage is away for a moment; the client should come again."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = _("The service is busy. Please try again in a moment.")
    default_code = "unavailable"


def on_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """Translate an exception at the edge: `{"detail", "code"}`, or the fields of a form that was not valid."""
    from rest_framework.views import exception_handler  # which itself imports the classes above, named in settings

    if s3.is_fault(error):
        log.error("the object store failed: %s", s3.code_of(error))
    if isinstance(error, OperationalError | InterfaceError) or s3.is_fault(error):
        error = Unavailable()
    if isinstance(error, Http404):
        error = NotFound()  # with its code, and without the name of the model
    if isinstance(error, DomainError):
        body = {"detail": str(error.message), "code": error.code, **error.extra}
        response: Response | None = Response(body, status=error.status)
    else:
        response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, APIException) and not isinstance(error, ValidationError) and isinstance(response.data, dict):
        response.data.setdefault("code", error.get_codes() if isinstance(error.get_codes(), str) else "error")
    if response.status_code == status.HTTP_503_SERVICE_UNAVAILABLE:
        response["Retry-After"] = "2"
    return response
