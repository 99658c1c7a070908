"""The socket of the instructors' dashboards."""

from channels.db import database_sync_to_async

from accounts.permissions import is_instructor
from consults import events
from consults.services import line
from opickme.sockets import Close, JsonSocket, Refused
from opickme.sockets.auth import Identity


class QueueConsumer(JsonSocket):
    """`/ws/queue/`: who waits (`queue.added`, `queue.removed`), and how many serve them (`queue.presence`)."""

    place = line.DESK

    async def join(self) -> list[str]:
        if not is_instructor(self.identity.user):
            raise Refused(Close.NOT_YOURS)
        return [events.QUEUE]

    async def joined(self) -> None:
        await _tell_desk()

    async def left(self) -> None:
        await _tell_desk()

    def may_stay(self, identity: Identity) -> bool:
        return is_instructor(identity.user)


_tell_desk = database_sync_to_async(line.tell_desk, thread_sensitive=False)
