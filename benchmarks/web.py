"""A web process of the site with one more socket, `/ws/bench/`: `python -m benchmarks.web <port> [unlimited]`.

What is said there is published to the dashboards, or keeps the database busy as a slow client of a consumer would that
leaves Channels' defaults as they are.
"""

import os
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opickme.settings")

from channels.routing import ProtocolTypeRouter, URLRouter

from opickme.asgi import http  # loads the apps: before anything imports a model

# isort: split
from channels.db import database_sync_to_async
from django.db import connection
from django.urls import path

from consults.events import QUEUE
from opickme import hub
from opickme.serving.server import GuardedServer
from opickme.sockets import Frame, JsonSocket, base
from opickme.ws_urls import urlpatterns

SLOW_SECONDS = 0.3


class Lever(JsonSocket):
    takes = {"publish": "publish", "slow": "slow"}

    async def join(self) -> list[str]:
        return []

    async def publish(self, frame: Frame) -> None:
        hub.publish(QUEUE, {"type": "queue.added", "consult": frame["consult"]})

    async def slow(self, frame: Frame) -> None:
        await database_sync_to_async(_query_slowly)()


def _query_slowly() -> None:
    connection.ensure_connection()
    connection.connection.create_function("sleep", 1, time.sleep)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sleep(%s)", [SLOW_SECONDS])


def main(port: str, *words: str) -> None:
    if "unlimited" in words:
        base.FRAMES_PER_SECOND = base.FRAMES_AT_ONCE = 1e9
    routes = URLRouter([path("ws/bench/", Lever.as_asgi()), *urlpatterns])
    GuardedServer(ProtocolTypeRouter({"http": http, "websocket": routes}), host="127.0.0.1", port=int(port)).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
