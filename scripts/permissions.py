"""May this person? One predicate each, used by pages, API, sockets and templates."""

from accounts.models import User
from scripts.models import Script


def can_see_script(user: User, script: Script) -> bool:
    """Only the learner whose voice it is. (A consult widens this for its instructor.)"""
    return script.learner_id == user.pk


def can_delete_script(user: User, script: Script) -> bool:
    """The owner, as long as nobody has given feedback on it."""
    return can_see_script(user, script) and script.feedback_count == 0
