"""Sockets of a room, as tests use them."""

from typing import Any

from asgiref.sync import sync_to_async
from rest_framework_simplejwt.tokens import AccessToken

from accounts.models import User
from consults.models import Consult
from tests.sockets.talk import Talk, session_of


def path(consult: Consult | str) -> str:
    return f"/ws/consults/{consult.pk if isinstance(consult, Consult) else consult}/"


class RoomTalk(Talk):
    """A socket of a room; `welcome` is its first frame."""

    welcome: dict[str, Any]

    async def come_in(self) -> "RoomTalk":
        await self.open()
        self.welcome = await self.next()
        assert self.welcome["type"] == "welcome"
        return self

    async def next(self) -> dict[str, Any]:
        """The next frame, without its number."""
        frame = await self.hear()
        del frame["seq"]
        return frame

    async def answers(self) -> list[dict[str, Any]]:
        """All that has come so far: the server answers a ping after everything before it."""
        await self.say({"type": "ping"})
        heard = []
        while (frame := await self.next()) != {"type": "pong"}:
            heard.append(frame)
        return heard


async def enter(consult: Consult, user: User) -> RoomTalk:
    """Let this person's page open the socket of the room."""
    return await RoomTalk(path(consult), cookie=await session_of(user)).come_in()


async def token_of(user: User) -> AccessToken:
    return await sync_to_async(AccessToken.for_user)(user)


async def stored(consult: Consult) -> Consult:
    return await Consult.objects.aget(pk=consult.pk)
