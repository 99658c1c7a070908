"""A web process of the site with one more socket, `/ws/bench/`: `python -m benchmarks.web <port> [word]…`.

`unlimited` lifts the limit of frames, `uvicorn` serves the same sockets by that server.

What is said there is published to the dashboards, or keeps the database busy as a slow client of a consumer would that
leaves Channels' defaults as they are.
"""

import gc
import os
import sys
import time
from typing import Any

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
    application = ProtocolTypeRouter({"http": http, "websocket": routes})
    if "uvicorn" in words:
        by_uvicorn(application, int(port))
    else:
        GuardedServer(application, host="127.0.0.1", port=int(port)).run()


def by_uvicorn(application: Any, port: int) -> None:
    """The same sockets under another ASGI server, with what was measured to be best for it, and none of our guards."""
    import uvicorn

    async def with_beginning(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "lifespan":
            return await application(scope, receive, send)
        while (await receive())["type"] == "lifespan.startup":
            await hub.start()
            gc.collect()
            gc.freeze()
            await send({"type": "lifespan.startup.complete"})
        return await send({"type": "lifespan.shutdown.complete"})

    socket = {"ws": "websockets-sansio", "ws_per_message_deflate": False}
    uvicorn.run(with_beginning, port=port, log_level="warning", access_log=False, lifespan="on", **socket)


if __name__ == "__main__":
    main(*sys.argv[1:])
