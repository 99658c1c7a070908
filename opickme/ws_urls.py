"""Addresses of the websockets."""

from django.urls import path, re_path

from accounts.consumers import MeConsumer
from opickme.sockets import Close, JsonSocket, Refused


class NoSuch(JsonSocket):
    """Every address that is none of ours."""

    async def join(self) -> list[str]:
        raise Refused(Close.NO_SUCH)


urlpatterns = [
    path("ws/me/", MeConsumer.as_asgi()),
    re_path("", NoSuch.as_asgi()),
]
