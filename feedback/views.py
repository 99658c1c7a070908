"""Pages of feedback."""

from django.http import HttpRequest, HttpResponse


def feedback_list(request: HttpRequest) -> HttpResponse:
    raise NotImplementedError


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    raise NotImplementedError


def delete(request: HttpRequest, pk: int) -> HttpResponse:
    raise NotImplementedError
