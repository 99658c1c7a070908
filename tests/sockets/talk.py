"""A browser's side of a websocket, in the test's own event loop."""

from typing import Any, Self

from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.test import Client

from accounts.models import User
from opickme.asgi import application


class Talk:
    """One socket. Headers are given as a browser or a program would send them."""

    def __init__(
        self,
        path: str = "/ws/me/",
        *,
        cookie: str | None = None,
        token: str | None = None,
        origin: str | None = "http://testserver",
        address: str = "192.0.2.1",
    ) -> None:
        headers = [(b"host", b"testserver")]
        if origin is not None:
            headers.append((b"origin", origin.encode()))
        if cookie is not None:
            headers.append((b"cookie", f"sessionid={cookie}".encode()))
        protocols = ["bearer", token] if token is not None else None
        self.wire = WebsocketCommunicator(application, path, headers=headers, subprotocols=protocols)
        self.wire.scope["client"] = [address, 50000]
        self.subprotocol: str | None = None
        self.accepted = False

    async def open(self) -> Self:
        self.accepted, self.subprotocol = await self.wire.connect(timeout=5)
        return self

    async def ready(self) -> Self:
        """Open, and take the first frame."""
        await self.open()
        assert await self.hear() == {"type": "ready", "seq": 1}
        return self

    async def hear(self) -> dict[str, Any]:
        frame: dict[str, Any] = await self.wire.receive_json_from(timeout=5)
        return frame

    async def say(self, frame: object) -> None:
        await self.wire.send_json_to(frame)

    async def code(self) -> int:
        """The code with which the server closes; frames before it are passed over."""
        while (message := await self.wire.receive_output(timeout=5))["type"] != "websocket.close":
            assert message["type"] == "websocket.send"
        return int(message["code"])

    async def hang_up(self) -> None:
        await self.wire.disconnect()


async def session_of(user: User) -> str:
    """The key of a new session of this person."""
    client = Client()
    await sync_to_async(client.force_login)(user)
    return client.cookies["sessionid"].value
