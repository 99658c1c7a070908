"""Every change of feedback: it is stored at the end of a consult, and deleted by its learner."""

import json
import logging
import uuid
from collections.abc import Iterable, Iterator
from functools import partial

from django.db import transaction
from django.db.models import F

from accounts.models import User
from accounts.services import ExportPart
from consults import richtext
from consults.models import Consult
from consults.services.rooms import complete, lock_for_finish
from feedback.exceptions import NotYourFeedback
from feedback.models import Feedback
from feedback.permissions import can_delete_feedback
from opickme.deadlocks import made_again
from scripts.events import script_updated
from scripts.models import Script

logger = logging.getLogger(__name__)


@made_again
def finish_consult(*, consult: Consult, instructor: User, content: str) -> tuple[Feedback, bool]:
    """Store the corrected text as feedback and end the consult; return it, and whether this call did so.

    Again, or twice at once, it is the same feedback, whatever the second one brings. A consult that ended without its
    instructor is finished in the same way. Raises NotYours, RoomClosed where it was dropped, or BadText.
    """
    if stored := _stored(consult.pk, instructor):
        return stored, False
    clean = richtext.clean(content)
    with transaction.atomic():
        held = lock_for_finish(consult_id=consult.pk, instructor=instructor)
        if stored := _stored(consult.pk, instructor):
            return stored, False
        # The script's row first: two who store at once would else each wait for the other's lock on it.
        _count(held.script_id, held.learner_id, 1)
        feedback = Feedback.objects.create(
            script_id=held.script_id,
            consult=held,
            learner_id=held.learner_id,
            instructor=instructor,
            category=Script.objects.values_list("category", flat=True).get(pk=held.script_id),
            original=held.original,
            content=clean,
            plain=richtext.plain(clean),
        )
        complete(held, feedback_id=feedback.pk)
    logger.info("feedback %s stored for consult %s", feedback.pk, held.pk)
    return Feedback.objects.with_all().get(pk=feedback.pk), True


@made_again
def delete_feedback(*, feedback: Feedback, learner: User) -> None:
    """Delete it for good; a script whose last one it was is in progress again. Again is no error.

    Raises NotYourFeedback.
    """
    if not can_delete_feedback(learner, feedback):
        raise NotYourFeedback
    with transaction.atomic():
        Script.objects.select_for_update().only("pk").filter(pk=feedback.script_id).first()
        if Feedback.objects.received_by(learner).filter(pk=feedback.pk).delete()[0]:
            _count(feedback.script_id, learner.pk, -1)


def export_feedback(*, user: User) -> Iterator[ExportPart]:
    """Yield the feedback that the user received, one file each."""
    for pk in Feedback.objects.received_by(user).order_by("pk").values_list("pk", flat=True):
        yield ExportPart(f"feedback/{pk}.json", partial(_about, pk))


def _stored(consult_id: uuid.UUID, instructor: User) -> Feedback | None:
    """What this instructor has stored already."""
    return Feedback.objects.with_all().filter(consult_id=consult_id, instructor=instructor).first()


def _count(script_id: int, learner_id: int, step: int) -> None:
    """Count feedback that came or went on its script, and tell the learner's open pages."""
    script = Script.objects.filter(pk=script_id)
    script.update(feedback_count=F("feedback_count") + step)
    if state := script.values_list("state", flat=True).first():
        script_updated(learner_id=learner_id, script_id=script_id, state=state)


def _about(pk: int) -> Iterable[bytes]:
    row = Feedback.objects.select_related("instructor").get(pk=pk)
    about = {
        "script": row.script_id,
        "instructor": row.instructor and row.instructor.nickname,
        "original": row.original,
        "corrected_html": row.content,
        "corrected_text": row.plain,
        "created_at": row.created_at.isoformat(),
    }
    return [json.dumps(about, ensure_ascii=False, indent=2).encode()]
