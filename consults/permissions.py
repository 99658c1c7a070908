"""May this person? One predicate each, used by pages, API, sockets and templates."""

from typing import Any

from accounts.permissions import is_instructor
from consults.models import Consult

LEARNER, INSTRUCTOR = "learner", "instructor"


def role_in(user: Any, consult: Consult) -> str | None:
    """`learner` or `instructor` for the two of this consult, None for everybody else."""
    if consult.learner_id == user.pk:
        return LEARNER
    if consult.instructor_id == user.pk and user.pk is not None:
        return INSTRUCTOR
    return None


def can_see_consult(user: Any, consult: Consult) -> bool:
    """Its two people; any instructor while it waits."""
    if role_in(user, consult):
        return True
    return consult.state == Consult.State.WAITING and is_instructor(user)


def can_hear(user: Any, consult: Consult) -> bool:
    """The learner; any instructor while it waits; then its instructor alone, who keeps the recording beside the
    feedback. From a consult without feedback nothing is kept. `consult` comes from `with_all()`.
    """
    if role_in(user, consult) == LEARNER:
        return True
    if consult.state == Consult.State.WAITING:
        return is_instructor(user)
    return may_correct(user, consult) and (not consult.is_settled or consult.feedback_id is not None)


def may_correct(user: Any, consult: Consult) -> bool:
    """Its instructor, as long as staff let the person be one."""
    return role_in(user, consult) == INSTRUCTOR and is_instructor(user)
