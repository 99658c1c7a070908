"""The socket of everything that concerns one person."""

from accounts.presence import SITE
from opickme import hub
from opickme.sockets import JsonSocket


class MeConsumer(JsonSocket):
    """`/ws/me/`: what changes for the one who is logged in (`script.updated` …)."""

    place = SITE

    async def join(self) -> list[str]:
        return [f"user.{self.identity.user.pk}"]

    def forward(self, event: hub.Event) -> None:
        if event["type"] != hub.SESSION_ENDED:
            super().forward(event)
