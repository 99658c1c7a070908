"""Addresses of the consult pages."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

app_name = "consults"


def soon(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse()


urlpatterns = [path("", soon, name="list"), path("<uuid:pk>/", soon, name="room")]
