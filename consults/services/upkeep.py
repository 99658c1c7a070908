"""Nobody waits for ever: what a person who is gone leaves in the line or in a room is cleared away."""

import logging
import uuid
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.db.models import Case, F, Q, When
from django.db.models.functions import Greatest

from accounts import presence
from accounts.models import User
from consults import events
from consults.models import ROOMS, Consult, room_place
from consults.services import line
from consults.services.absence import learner_is_gone
from consults.services.endings import end
from opickme.clock import UtcNow, in_seconds
from opickme.deadlocks import made_again

State, Reason = Consult.State, Consult.Reason
SEEN_SECONDS = 5  # finer than this nobody needs to know

log = logging.getLogger(__name__)


def keep_order() -> None:
    """Note who is here, and end what nobody comes back to. Safe to run anywhere, at any time, twice.

    Workers and web processes do it about every ten seconds, as long as any of them lives.
    """
    try:
        gone = presence.sweep()
        if line.DESK in gone:
            line.tell_desk()
        for place in gone:
            if place.startswith(ROOMS):
                events.look_again(place)
        note_signs_of_life()
        expire_absent()
    except presence.Unknown as error:
        log.warning("nobody is judged absent for now: %s", error)


def note_signs_of_life() -> None:
    """Write down when each of the two was last seen, where it matters: the learner of a request that has not begun on
    any page, both in the room once it has. As many queries for many consults as for one.
    """
    not_begun = dict(Consult.objects.filter(state__in=[State.WAITING, State.MATCHED]).values_list("pk", "learner_id"))
    # The time of the sign itself: a process that was killed may have held it for a person who is long gone.
    last = presence.last_signs(set(not_begun.values()))
    _seen_lately({pk: last[learner] for pk, learner in not_begun.items() if learner in last})
    taken = Consult.objects.open().exclude(state=State.WAITING).values_list("pk", "learner_id", "instructor_id")
    rooms = [(pk, room_place(pk), learner, instructor) for pk, learner, instructor in taken]
    here = presence.people_at_each([place for _, place, _, _ in rooms])
    _seen("learner", [pk for pk, place, learner, _ in rooms if learner in here[place]])
    _seen("instructor", [pk for pk, place, _, instructor in rooms if instructor in here[place]])


@made_again
def note_learner(user: User) -> None:
    """A learner who asks after his consult is here, whatever the sockets say."""
    mine = Consult.objects.filter(open_learner=user, state__in=[State.WAITING, State.MATCHED])
    mine.filter(learner_seen_at__lt=in_seconds(-SEEN_SECONDS)).update(learner_seen_at=UtcNow())


def expire_absent() -> int:
    """End what its people have deserted; return how many."""
    patience = Q(instructor_seen_at__lt=in_seconds(-settings.CONSULT_PATIENCE_SECONDS))
    desertion = in_seconds(-settings.CONSULT_DESERTION_SECONDS)
    not_begun = Q(state__in=[State.WAITING, State.MATCHED])
    never_came, in_call = Q(state=State.MATCHED), Q(state=State.IN_PROGRESS)
    ended = end(not_begun & learner_is_gone(), state=State.EXPIRED, reason=Reason.ABSENT)
    ended += end(never_came & patience, state=State.EXPIRED, reason=Reason.INSTRUCTOR_LEFT)
    instructor_left = in_call & Q(instructor_seen_at__lt=desertion)
    ended += end(instructor_left, state=State.COMPLETED, reason=Reason.INSTRUCTOR_LEFT)
    learner_left = in_call & Q(learner_seen_at__lt=desertion)
    return ended + end(learner_left, state=State.COMPLETED, reason=Reason.LEARNER_LEFT, may_be_written=True)


def end_at_once(*, user: User) -> None:
    """End what is open of somebody who must not be here any more, in the way that an absence would in time."""
    not_begun, matched = Q(state__in=[State.WAITING, State.MATCHED]), Q(state=State.MATCHED)
    in_call, learner, instructor = Q(state=State.IN_PROGRESS), Q(open_learner=user), Q(open_instructor=user)
    end(learner & not_begun, state=State.EXPIRED, reason=Reason.ABSENT)
    end(learner & in_call, state=State.COMPLETED, reason=Reason.LEARNER_LEFT, may_be_written=True)
    end(instructor & matched, state=State.EXPIRED, reason=Reason.INSTRUCTOR_LEFT)
    end(instructor & in_call, state=State.COMPLETED, reason=Reason.INSTRUCTOR_LEFT)


def _seen_lately(ages: Mapping[uuid.UUID, float]) -> None:
    """Note that the learners of these gave a sign so many seconds ago, where none later is noted."""
    if ages:
        signs = [When(pk=pk, then=in_seconds(-age)) for pk, age in ages.items()]
        latest = Greatest(F("learner_seen_at"), Case(*signs, default=F("learner_seen_at")))
        # By their keys alone: an update that walks an index waits for those who change the same rows the other way.
        Consult.objects.filter(pk__in=ages).update(learner_seen_at=latest)


def _seen(role: str, consults: Iterable[uuid.UUID]) -> None:
    Consult.objects.filter(pk__in=consults).update(**{f"{role}_seen_at": UtcNow()})
