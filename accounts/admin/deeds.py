"""What staff may do to somebody's account: the same few deeds from the list and from the person's own page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts import permissions, services
from accounts.models import User
from opickme.staff.second_factor import rules

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing to do: what the button says, who may, whether it makes sense now, and what the log keeps."""

    label: Text
    done: Text
    may: Callable[[Any, User], bool]
    fits: Callable[[User], bool]
    do: Callable[[User, User], bool]
    logged: str


def _ended(user: User, author: User) -> bool:
    services.end_sessions(user=user, author=author)
    return True


DEEDS = {
    "approve": Deed(
        _("Approve as instructor"),
        _("%(person)s is an instructor now."),
        permissions.may_approve,
        lambda user: not user.is_instructor,
        lambda user, author: services.change_role(user=user, role=User.Role.INSTRUCTOR, author=author),
        gettext_noop("role: instructor"),
    ),
    "make-learner": Deed(
        _("Make a learner again"),
        _("%(person)s is a learner now."),
        permissions.may_approve,
        lambda user: user.is_instructor,
        lambda user, author: services.change_role(user=user, role=User.Role.LEARNER, author=author),
        gettext_noop("role: learner"),
    ),
    "suspend": Deed(
        _("Suspend"),
        _("%(person)s is suspended, and logged out everywhere."),
        permissions.may_suspend,
        lambda user: user.is_active,
        lambda user, author: services.suspend(user=user, author=author),
        gettext_noop("suspended"),
    ),
    "let-in": Deed(
        _("Let in again"),
        _("%(person)s may log in again."),
        permissions.may_suspend,
        lambda user: not user.is_active,
        lambda user, author: services.let_in(user=user, author=author),
        gettext_noop("let in again"),
    ),
    "end-sessions": Deed(
        _("End all sessions"),
        _("%(person)s is logged out everywhere."),
        permissions.may_end_sessions,
        lambda user: user.is_active,
        _ended,
        gettext_noop("all sessions ended"),
    ),
    "remove-second-factor": Deed(
        _("Remove the second factor"),
        _("The second factor of %(person)s is removed."),
        lambda actor, user: actor.is_superuser,
        rules.is_enrolled,
        lambda user, author: rules.remove(user=user, author=author),
        gettext_noop("second factor removed"),
    ),
}
