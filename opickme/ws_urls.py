"""Addresses of the websockets."""

from django.urls import path, re_path

from accounts.consumers import MeConsumer
from consults.consumers import QueueConsumer
from opickme.sockets import Close, JsonSocket, Refused
from signaling.consumers import RoomConsumer


class NoSuch(JsonSocket):
    """Every address that is none of ours."""

    async def join(self) -> list[str]:
        raise Refused(Close.NO_SUCH)


urlpatterns = [
    path("ws/me/", MeConsumer.as_asgi()),
    path("ws/queue/", QueueConsumer.as_asgi()),
    path("ws/consults/<uuid:pk>/", RoomConsumer.as_asgi()),
    re_path("", NoSuch.as_asgi()),
]
