"""Every end of a consult: what it writes, and who is told."""

import logging
import uuid
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from consults import events
from consults.models import Consult, ConsultQuerySet
from consults.services import line

logger = logging.getLogger(__name__)


def closed(state: str, reason: str) -> dict[str, object]:
    """What every end of a consult writes: nobody holds it any more."""
    return {
        "state": state,
        "ended_reason": reason,
        "ended_at": timezone.now(),
        "open_learner": None,
        "open_instructor": None,
    }


def settle(consults: ConsultQuerySet) -> int:
    """Note that nothing of these is to be finished any more, and forget what was drafted."""
    return consults.filter(settled_at=None).update(settled_at=timezone.now(), draft="", draft_state="")


def end(condition: Q, *, state: str, reason: str, may_be_written: bool = False) -> int:
    """End what fulfils `condition` and is open; return how many. Of several who try at once, one does it."""
    ended = 0
    for pk in list(Consult.objects.open().filter(condition).values_list("pk", flat=True)):
        with transaction.atomic():
            # Only where it still holds: the person may have come back in between.
            row = Consult.objects.open().filter(condition, pk=pk)
            ended += end_one(row, pk, state=state, reason=reason, may_be_written=may_be_written)
    return ended


def end_one(
    consult: ConsultQuerySet, consult_id: uuid.UUID, *, state: str, reason: str, may_be_written: bool = False
) -> bool:
    """End the one consult that `consult` finds, if it does, and tell everybody; in the caller's transaction.

    What was journalled waits for its instructor. Where nothing was, nothing is left to do, unless it `may_be_written`:
    the instructor's page may hold what was typed in the last second.
    """
    if not consult.update(**closed(state, reason)):
        return False
    if not may_be_written:
        settle(Consult.objects.filter(pk=consult_id, draft_at=None))
    tell_of_end(consult_id)
    return True


def tell_of_end(consult_id: uuid.UUID, *, feedback_id: int | None = None) -> None:
    """Once this is committed, tell the room, the pages of both, the dashboards and those who wait behind."""
    consult = Consult.objects.defer("draft", "draft_state", "original").get(pk=consult_id)
    events.consult_ended(consult_id=consult_id, feedback_id=feedback_id, reason=consult.ended_reason)
    for user_id in filter(None, (consult.learner_id, consult.instructor_id)):
        events.consult_updated(user_id=user_id, consult_id=consult_id, state=consult.state)
    if consult.claimed_at is None:
        events.queue_removed(consult_id)
        line.tell_places()
    else:
        line.tell_line()  # its instructor serves the line again
    said = partial(logger.info, "consult %s is %s: %s", consult_id, consult.state, consult.ended_reason)
    transaction.on_commit(said)
