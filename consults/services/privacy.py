"""What of a person's consults goes with the account, and what it hands out."""

import json
from collections.abc import Iterable, Iterator
from functools import partial

from accounts.models import User
from accounts.services import ExportPart
from consults import events
from consults.models import Consult
from consults.services import line
from consults.services.endings import end_one, settle

State, Reason = Consult.State, Consult.Reason


def end_consults_of(*, user: User) -> None:
    """End what is open when an account is deleted: the other one in the room is told, and so is the line.

    The rows of a learner go with the account; those of an instructor stay with the learner, without the name.
    """
    for consult in Consult.objects.open().filter(learner=user):
        events.consult_ended(consult_id=consult.pk, feedback_id=None, reason=Reason.LEARNER_LEFT)
        if consult.claimed_at is None:
            events.queue_removed(consult.pk)
            line.tell_places()
        if consult.instructor_id is not None:
            events.consult_updated(user_id=consult.instructor_id, consult_id=consult.pk, state=State.COMPLETED)
    taken = Consult.objects.open().filter(instructor=user)
    for pk, state in list(taken.values_list("pk", "state")):
        end = State.COMPLETED if state == State.IN_PROGRESS else State.EXPIRED
        end_one(taken.filter(pk=pk), pk, state=end, reason=Reason.INSTRUCTOR_LEFT)
    settle(Consult.objects.taken_by(user))  # nobody is left who could finish it


def export_consults(*, user: User) -> Iterator[ExportPart]:
    """Yield `consults.json`: what the user asked for and took, with its times."""
    rows = Consult.objects.asked_by(user) | Consult.objects.taken_by(user)
    if rows.exists():
        yield ExportPart("consults.json", partial(_about, user))


def _about(user: User) -> Iterable[bytes]:
    rows = (Consult.objects.asked_by(user) | Consult.objects.taken_by(user)).newest_first()
    about = [
        {
            "id": str(row.pk),
            "role": "learner" if row.learner_id == user.pk else "instructor",
            "script": row.script_id if row.learner_id == user.pk else None,
            "state": row.state,
            "ended": row.ended_reason,
            "asked_at": row.requested_at.isoformat(),
            "taken_at": row.claimed_at and row.claimed_at.isoformat(),
            "ended_at": row.ended_at and row.ended_at.isoformat(),
        }
        for row in rows.defer("draft", "draft_state").iterator(chunk_size=200)
    ]
    return [json.dumps(about, ensure_ascii=False, indent=2).encode()]
