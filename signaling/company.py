"""Who is in a room, as one of its sockets learns it from what the others say."""

from collections.abc import Callable

from consults.services.seats import Seat
from opickme.hub import Event
from opickme.sockets import Frame


class Company:
    """The sockets of a room say `room.arrived`, `room.ask`, `room.here` (the answer to both), `room.left` and `signal`,
    each with role and seat. Of two sockets of one role the higher seat counts, whatever order the events come in.

    `push` sends a frame to the page of this socket, `tell` says something to the others, `oust` ends this socket.
    """

    def __init__(
        self, seat: Seat, *, push: Callable[[Frame], None], tell: Callable[[str], None], oust: Callable[[], None]
    ) -> None:
        self._role, self._number = seat.role, seat.number
        self._push, self._tell, self._oust = push, tell, oust
        self.peer_present = seat.peer_present
        self.peer_seat = 0

    def hear(self, event: Event) -> None:
        """Take what another socket of the room says, or this one itself."""
        (self._of_myself if event["role"] == self._role else self._of_peer)(event)

    def miss(self) -> None:
        """The other one is not here any more."""
        if self.peer_present:
            self._peer(is_present=False)

    def _of_myself(self, event: Event) -> None:
        if event["seat"] > self._number:
            self._oust()
        elif event["seat"] < self._number and event["type"] == "room.arrived":
            self._tell("room.here")  # it was slow to come in, and does not know yet that it is superseded

    def _of_peer(self, event: Event) -> None:
        if event["seat"] < self.peer_seat:
            return
        self.peer_seat, kind = event["seat"], event["type"]
        if kind == "room.left":
            self._peer(is_present=False)
        elif kind == "room.arrived" or not self.peer_present:
            self._peer(is_present=True)
        if kind == "signal":
            self._push({"type": "signal", "data": event["data"]})
        elif kind in ("room.arrived", "room.ask"):
            self._tell("room.here")

    def _peer(self, *, is_present: bool) -> None:
        self.peer_present = is_present
        self._push({"type": "peer.joined" if is_present else "peer.left"})
