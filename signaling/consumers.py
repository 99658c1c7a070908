"""The socket of a consult's room: it tells the two of each other and carries their signalling."""

import asyncio
from typing import ClassVar

from channels.db import database_sync_to_async
from django.db import DatabaseError

from accounts.permissions import is_instructor
from consults.events import LOOK_AGAIN, room_topic
from consults.exceptions import NoSuchConsult, NotYours, RoomClosed
from consults.models import room_place
from consults.permissions import INSTRUCTOR
from consults.services import seats
from opickme import hub
from opickme.logs.trail import follow
from opickme.sockets import Close, Frame, FrameError, JsonSocket, Refused
from opickme.sockets.auth import Identity
from signaling.company import Company
from signaling.frames import Signals

REFUSALS = {NoSuchConsult: Close.NO_SUCH, NotYours: Close.NOT_YOURS, RoomClosed: Close.ROOM_CLOSED}

_enter = database_sync_to_async(seats.enter_room, thread_sensitive=False)
_begin = database_sync_to_async(seats.begin_call, thread_sensitive=False)
_look_in = database_sync_to_async(seats.look_in, thread_sensitive=False)
_show = database_sync_to_async(seats.show_script, thread_sensitive=False)


class RoomConsumer(JsonSocket):
    """`/ws/consults/<id>/`: for the two of that consult, one socket each: a later one supersedes an earlier one.

    The sockets of a room speak through its topic (company.py). Where something may have been missed (`stale`,
    LOOK_AGAIN) the socket looks at the room itself.
    """

    takes: ClassVar[dict[str, str]] = {"ping": "pong", "signal": "signal", "script.visible": "show_script"}
    seat: seats.Seat
    company: Company
    script_visible = False
    is_superseded = False
    _looking: asyncio.Task[None] | None = None

    async def join(self) -> list[str]:
        self.consult_id = self.scope["url_route"]["kwargs"]["pk"]
        follow(consult=self.consult_id)
        self.signals = Signals()
        try:
            self.seat = await _enter(consult_id=self.consult_id, user=self.identity.user)
        except tuple(REFUSALS) as refusal:
            raise Refused(REFUSALS[type(refusal)]) from refusal
        self.company = Company(self.seat, push=self.outbox.push, tell=self._tell, oust=self._oust)
        self.script_visible = self.seat.script_visible
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
        await self._look()  # at what has changed since the seat was given and before the topic was followed

    async def left(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
        if not self.is_superseded:
            self._tell("room.left")

    def may_stay(self, identity: Identity) -> bool:
        return self.seat.role != INSTRUCTOR or is_instructor(identity.user)

    async def signal(self, frame: Frame) -> None:
        self._tell("signal", data=self.signals.judge(frame.get("data")))

    async def show_script(self, frame: Frame) -> None:
        if self.seat.role != INSTRUCTOR:
            raise FrameError("not_allowed")
        if not isinstance(frame.get("on"), bool):
            raise FrameError("malformed")
        await _show(consult_id=self.consult_id, on=frame["on"])

    def forward(self, event: hub.Event) -> None:
        kind = event["type"]
        if "seat" in event:
            self.company.hear(event)
        elif kind != LOOK_AGAIN:
            super().forward(event)
        if kind == "consult.ended":
            self.outbox.finish(Close.ROOM_CLOSED)
        elif kind == "script.visible":
            self.script_visible = event["on"]
        elif kind in (LOOK_AGAIN, "stale") and (self._looking is None or self._looking.done()):
            self._looking = asyncio.get_running_loop().create_task(self._look_again())

    async def _look_again(self) -> None:
        try:
            await self._look()
        except DatabaseError:
            self.outbox.end(Close.TRY_AGAIN)

    async def _look(self) -> None:
        heard = self.company.peer_seat
        try:
            seen = await _look_in(consult_id=self.consult_id, role=self.seat.role)
        except NoSuchConsult:  # it went with the learner's account
            self.outbox.finish(Close.ROOM_CLOSED)
            return
        if not seen.is_open:
            self.forward({"type": "consult.ended", "feedback_id": seen.feedback_id, "reason": seen.reason})
        if seen.script_visible != self.script_visible:
            self.forward({"type": "script.visible", "on": seen.script_visible})
        if seen.peer_present:
            self._tell("room.ask")  # who is there answers, and names the seat
        elif self.company.peer_seat == heard:
            self.company.miss()

    def _tell(self, kind: str, **facts: object) -> None:
        hub.publish(self.topic, {"type": kind, "role": self.seat.role, "seat": self.seat.number, **facts})

    def _oust(self) -> None:
        self.is_superseded = True
        self.outbox.finish(Close.SUPERSEDED)
