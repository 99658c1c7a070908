"""The socket of a consult's room: it tells the two of each other and carries their signalling."""

from typing import ClassVar

from channels.db import database_sync_to_async

from consults.events import room_topic
from consults.exceptions import NoSuchConsult, NotYours, RoomClosed
from consults.models import room_place
from consults.permissions import INSTRUCTOR
from consults.services import rooms
from opickme import hub
from opickme.sockets import Close, Frame, FrameError, JsonSocket, Refused

REFUSALS = {NoSuchConsult: Close.NO_SUCH, NotYours: Close.NOT_YOURS, RoomClosed: Close.ROOM_CLOSED}

_enter = database_sync_to_async(rooms.enter_room, thread_sensitive=False)
_begin = database_sync_to_async(rooms.begin_call, thread_sensitive=False)
_show = database_sync_to_async(rooms.show_script, thread_sensitive=False)


class RoomConsumer(JsonSocket):
    """`/ws/consults/<id>/`: for the two of that consult, one socket each: a later one supersedes an earlier one.

    The sockets of a room speak through its topic: `room.arrived`, `room.here` (the answer to it) and `room.left` name
    role and seat; of two sockets of one role the higher seat counts, whatever order the events come in.
    """

    takes: ClassVar[dict[str, str]] = {"ping": "pong", "signal": "signal", "script.visible": "show_script"}
    seat: rooms.Seat
    peer_present = False
    peer_seat = 0
    is_superseded = False

    async def join(self) -> list[str]:
        self.consult_id = self.scope["url_route"]["kwargs"]["pk"]
        try:
            self.seat = await _enter(consult_id=self.consult_id, user=self.identity.user)
        except tuple(REFUSALS) as refusal:
            raise Refused(REFUSALS[type(refusal)]) from refusal
        self.peer_present = self.seat.peer_present
        self.place = room_place(self.consult_id)
        self.topic = room_topic(self.consult_id)
        return [self.topic]

    def welcome(self) -> Frame:
        return {
            "type": "welcome",
            "you": self.seat.role,
            "peer_present": self.seat.peer_present,
            "polite": self.seat.role != INSTRUCTOR,
            "script_visible": self.seat.script_visible,
        }

    async def joined(self) -> None:
        self._tell("room.arrived")
        await _begin(consult_id=self.consult_id)

    async def left(self) -> None:
        if not self.is_superseded:
            self._tell("room.left")

    async def signal(self, frame: Frame) -> None:
        if not isinstance(frame.get("data"), dict):
            raise FrameError("malformed")
        self._tell("signal", data=frame["data"])

    async def show_script(self, frame: Frame) -> None:
        if self.seat.role != INSTRUCTOR:
            raise FrameError("not_allowed")
        if not isinstance(frame.get("on"), bool):
            raise FrameError("malformed")
        await _show(consult_id=self.consult_id, on=frame["on"])

    def forward(self, event: hub.Event) -> None:
        if "seat" in event:
            (self._of_myself if event["role"] == self.seat.role else self._of_peer)(event)
            return
        super().forward(event)
        if event["type"] == "consult.ended":
            self.outbox.finish(Close.ROOM_CLOSED)

    def _tell(self, kind: str, **facts: object) -> None:
        hub.publish(self.topic, {"type": kind, "role": self.seat.role, "seat": self.seat.number, **facts})

    def _of_myself(self, event: hub.Event) -> None:
        if event["type"] == "room.arrived" and event["seat"] > self.seat.number:
            self.is_superseded = True
            self.outbox.finish(Close.SUPERSEDED)

    def _of_peer(self, event: hub.Event) -> None:
        if event["seat"] < self.peer_seat:
            return
        self.peer_seat = event["seat"]
        kind = event["type"]
        if kind == "signal":
            self.outbox.push({"type": "signal", "data": event["data"]})
        elif kind == "room.left":
            self.peer_present = False
            self.outbox.push({"type": "peer.left"})
        elif kind == "room.arrived" or not self.peer_present:
            self.peer_present = True
            self.outbox.push({"type": "peer.joined"})
        if kind == "room.arrived":
            self._tell("room.here")
