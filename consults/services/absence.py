"""Who of a consult's two is gone: no socket of theirs is open anywhere, and their last sign of life is old."""

from django.conf import settings
from django.db.models import Q

from accounts import presence
from consults.models import Consult
from opickme.clock import in_seconds


def learner_is_gone() -> Q:
    """Finds what waits for a learner who has no page open and has asked after nothing for the time of grace."""
    lapsed = Q(learner_seen_at__lt=in_seconds(-settings.CONSULT_GRACE_SECONDS))
    suspects = Consult.objects.open().filter(lapsed).values_list("learner", flat=True)
    return lapsed & presence.is_nowhere("learner", among=suspects)


def instructor_is_gone(consult: Consult) -> bool:
    """Whether the instructor has been out of the room for longer than the hold on the consult lasts."""
    if consult.instructor_id is None or consult.instructor_id in presence.people_at(consult.place):
        return False
    lapsed = in_seconds(-settings.CONSULT_HOLD_SECONDS)
    return Consult.objects.filter(pk=consult.pk, instructor_seen_at__lt=lapsed).exists()
