"""What consults tell the pages that are open. Published on commit; a hint, never the truth."""

import uuid
from functools import partial
from typing import Any

from django.db import transaction

from opickme import hub

QUEUE = "queue"
"""Topic of every instructor's dashboard."""


LOOK_AGAIN = "room.look"
"""Type of an event between the sockets of a room; never sent to a browser."""


def room_topic(consult_id: uuid.UUID | str) -> str:
    """Topic of the two sockets of one consult."""
    return f"consult.{consult_id}"


def queue_added(consult: dict[str, Any]) -> None:
    """Tell every dashboard of a request, in the form of the API."""
    _tell(QUEUE, {"type": "queue.added", "consult": consult})


def queue_removed(consult_id: uuid.UUID) -> None:
    _tell(QUEUE, {"type": "queue.removed", "id": str(consult_id)})


def queue_presence(instructors_online: int) -> None:
    _tell(QUEUE, {"type": "queue.presence", "instructors_online": instructors_online})


def consult_updated(*, user_id: int, consult_id: uuid.UUID, state: str, position: int | None = None) -> None:
    """Tell the open pages of one person."""
    event = {"type": "consult.updated", "id": str(consult_id), "state": state, "position": position}
    _tell(f"user.{user_id}", event)


def consult_ended(*, consult_id: uuid.UUID, feedback_id: int | None, reason: str) -> None:
    """Tell the room that it is closed."""
    _tell(room_topic(consult_id), {"type": "consult.ended", "feedback_id": feedback_id, "reason": reason})


def script_visible(*, consult_id: uuid.UUID, on: bool) -> None:
    _tell(room_topic(consult_id), {"type": "script.visible", "on": on})


def look_again(room: str) -> None:
    """Have the sockets of a room look who is there: the process of one was killed and could not say good-bye."""
    _tell(room, {"type": LOOK_AGAIN})


def _tell(topic: str, event: dict[str, Any]) -> None:
    # Robust: a hint that cannot be sent is logged and lost; the change itself stands, and pages fetch again.
    transaction.on_commit(partial(hub.publish, topic, event), robust=True)
