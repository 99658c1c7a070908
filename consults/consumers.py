"""The socket of the instructors' dashboards."""

from channels.db import database_sync_to_async

from accounts.permissions import is_instructor
from consults import events
from consults.services import line
from opickme.sockets import Close, JsonSocket, Refused
from opickme.sockets.auth import Identity
from opickme.sockets.coalesce import Coalesced

# After a restart two hundred dashboards come back at once: told of each, they would hear forty thousand frames.
desk_changes = Coalesced(database_sync_to_async(line.tell_desk, thread_sensitive=False), seconds=0.2)


class QueueConsumer(JsonSocket):
    """`/ws/queue/`: who waits (`queue.added`, `queue.removed`), and how many serve them (`queue.presence`)."""

    place = line.DESK

    async def join(self) -> list[str]:
        if not is_instructor(self.identity.user):
            raise Refused(Close.NOT_YOURS)
        return [events.QUEUE]

    async def joined(self) -> None:
        desk_changes.ask()

    async def left(self) -> None:
        desk_changes.ask()

    def may_stay(self, identity: Identity) -> bool:
        return is_instructor(identity.user)
