"""The steps of a consult, as staff read them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from consults.models import Consult
from opickme.staff.figures import span

Reason = Consult.Reason
BY_LEARNER = (Reason.CANCELLED, Reason.LEARNER_LEFT)
BY_INSTRUCTOR = (Reason.INSTRUCTOR_LEFT, Reason.FINISHED, Reason.DROPPED)


@dataclass(frozen=True, slots=True)
class Step:
    """What happened, when, by whom, and how long after the step before; `url` leads to what came of it."""

    what: str
    at: datetime
    who: User | None = None
    after: str = ""
    note: str = ""
    url: str = ""


def steps(consult: Consult) -> list[Step]:
    """What has happened so far, in its order. `consult` comes with its people and `feedback_id`."""
    told: list[Step] = []
    for what, at, who, more in _moments(consult):
        if at is not None:
            after = span((at - told[-1].at).total_seconds()) if told else ""
            told.append(Step(what, at, who, after, **more))
    return told


def _moments(consult: Consult) -> Iterator[tuple[str, datetime | None, User | None, dict[str, str]]]:
    kept = _("with an earlier place in line") if consult.queued_at < consult.requested_at else ""
    yield _("Requested"), consult.requested_at, consult.learner, {"note": kept}
    yield _("Taken"), consult.claimed_at, consult.instructor, {}
    yield _("Both in the room"), consult.started_at, None, {}
    yield _("Ended"), consult.ended_at, _ended_by(consult), {"note": consult.get_ended_reason_display()}
    yield _("Settled"), consult.settled_at, *_settled(consult)


def _ended_by(consult: Consult) -> User | None:
    if consult.ended_reason in BY_LEARNER:
        return consult.learner
    return consult.instructor if consult.ended_reason in BY_INSTRUCTOR else None


def _settled(consult: Consult) -> tuple[User | None, dict[str, Any]]:
    if consult.feedback_id is not None:
        url = reverse("admin:feedback_feedback_change", args=[consult.feedback_id])
        return consult.instructor, {"note": _("feedback was stored"), "url": url}
    return None, {"note": _("nothing is left to write")}
