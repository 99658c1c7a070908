"""A consult as the API and the dashboards' sockets tell it: plain values, the same in both."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.urls import reverse

from accounts.models import User
from consults.models import Consult
from scripts.models import Script


@dataclass(frozen=True, slots=True)
class Line:
    """What the line looks like from one place: place in it (from 1), who serves it, and how long others waited."""

    position: int | None = None
    instructors_online: int = 0
    wait_seconds: int | None = None


def consult_payload(consult: Consult, line: Line) -> dict[str, Any]:
    """`consult` comes from `with_all()`. Of the people it names the nicknames alone."""
    return {
        "id": str(consult.pk),
        "state": consult.state,
        "script": script_payload(consult),
        "learner": person(consult.learner),
        "instructor": person(consult.instructor),
        "position": line.position,
        "instructors_online": line.instructors_online,
        "wait_seconds": line.wait_seconds,
        "created_at": moment(consult.requested_at),
        "queued_at": moment(consult.queued_at),  # the line stands in this order
        "claimed_at": moment(consult.claimed_at),
        "ended_at": moment(consult.ended_at),
        "ended_reason": consult.ended_reason,
        "room_url": reverse("consults:room", args=[consult.pk]),
        "feedback_id": getattr(consult, "feedback_id", None),
    }


def script_payload(consult: Consult) -> dict[str, Any]:
    script: Script = consult.script
    topic = script.question.topic
    return {
        "id": script.pk,
        "topic": topic.slug,
        "topic_name": topic.name,
        # An event goes to readers of both languages.
        "topic_names": {"ko": topic.name_ko, "en": topic.name_en},
        "picture": topic.picture_url,
        "level": script.question.level,
        "type": script.question.type,
        "question": script.question_text,
        "text": script.text,
        "duration": script.duration,
        "audio_url": audio_url(consult),
    }


def audio_url(consult: Consult) -> str:
    """Where the two of a consult, and any instructor while it waits, hear the recording."""
    address = reverse("consult-audio", args=[consult.pk])
    return f"{address}?copy=1" if consult.script.playback else address


def person(user: User | None) -> dict[str, str] | None:
    return {"nickname": user.nickname} if user else None


def moment(time: datetime | None) -> str | None:
    """ISO 8601 in UTC, as everywhere in the API."""
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z") if time else None
