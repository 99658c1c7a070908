"""Nobody waits for ever: what a person who is gone leaves in the line or in a room is cleared away."""

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts import presence
from accounts.models import Presence, User
from consults.models import Consult
from consults.services import line
from consults.services.requests import closed, tell_of_end
from opickme.clock import UtcNow, in_seconds

State, Reason = Consult.State, Consult.Reason
SEEN_SECONDS = 5  # finer than this nobody needs to know


def keep_order() -> None:
    """Note who is here, and end what nobody comes back to. Safe to run anywhere, at any time, twice."""
    gone = presence.sweep()
    if line.DESK in gone:
        line.tell_desk()
    note_signs_of_life()
    expire_absent()


def note_signs_of_life() -> None:
    """Write down when each of the two was last seen, where it matters: the learner of a request that has not begun on
    any page, both in the room once it has.
    """
    here = Presence.objects.fresh()
    not_begun = Consult.objects.filter(state__in=[State.WAITING, State.MATCHED])
    not_begun.filter(Exists(here.filter(user=OuterRef("learner")))).update(learner_seen_at=UtcNow())
    for consult in Consult.objects.open().exclude(state=State.WAITING).only("learner_id", "instructor_id"):
        people = presence.people_at(consult.place)
        seen = {}
        if consult.learner_id in people:
            seen["learner_seen_at"] = UtcNow()
        if consult.instructor_id in people:
            seen["instructor_seen_at"] = UtcNow()
        if seen:
            Consult.objects.filter(pk=consult.pk).update(**seen)


def note_learner(user: User) -> None:
    """A learner who asks after his consult is here, whatever the sockets say."""
    mine = Consult.objects.filter(open_learner=user, state__in=[State.WAITING, State.MATCHED])
    mine.filter(learner_seen_at__lt=in_seconds(-SEEN_SECONDS)).update(learner_seen_at=UtcNow())


def expire_absent() -> int:
    """End what its people have deserted; return how many."""
    grace, patience = settings.CONSULT_GRACE_SECONDS, settings.CONSULT_PATIENCE_SECONDS
    desertion = settings.CONSULT_DESERTION_SECONDS
    learner_gone = Q(learner_seen_at__lt=in_seconds(-grace))
    ended = _end(Q(state__in=[State.WAITING, State.MATCHED]) & learner_gone, State.EXPIRED, Reason.ABSENT)
    never_came = Q(state=State.MATCHED, instructor_seen_at__lt=in_seconds(-patience))
    ended += _end(never_came, State.EXPIRED, Reason.INSTRUCTOR_LEFT)
    in_call = Q(state=State.IN_PROGRESS)
    instructor_left = in_call & Q(instructor_seen_at__lt=in_seconds(-desertion))
    ended += _end(instructor_left, State.COMPLETED, Reason.INSTRUCTOR_LEFT)
    ended += _end(in_call & Q(learner_seen_at__lt=in_seconds(-desertion)), State.COMPLETED, Reason.LEARNER_LEFT)
    return ended


def _end(condition: Q, state: str, reason: str) -> int:
    ended = 0
    for pk in list(Consult.objects.filter(condition).values_list("pk", flat=True)):
        with transaction.atomic():
            # Only what is still deserted: its person may have come back in between.
            if Consult.objects.filter(condition, pk=pk).update(**closed(state, reason)):
                Consult.objects.filter(pk=pk, draft_at=None, state=State.EXPIRED).update(settled_at=timezone.now())
                tell_of_end(pk)
                ended += 1
    return ended
