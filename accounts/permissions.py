"""May this person? One predicate each, used by pages, API, sockets and templates."""

from typing import Any

from accounts.models import User


def is_learner(user: Any) -> bool:
    """Whether somebody is logged in who practises here."""
    return bool(user and user.is_authenticated and user.is_active and user.role == User.Role.LEARNER)


def is_instructor(user: Any) -> bool:
    """Whether somebody is logged in whom staff have made an instructor."""
    return bool(user and user.is_authenticated and user.is_active and user.role == User.Role.INSTRUCTOR)


def may_manage(actor: Any, user: User) -> bool:
    """Whether staff may act on this account: nobody reaches somebody with more powers, be it by a new password or by
    shutting him out.
    """
    if actor.is_superuser or actor.pk == user.pk:
        return True
    if not user.is_staff:
        return not user.is_superuser
    return not user.is_superuser and user.get_all_permissions() <= actor.get_all_permissions()


def may_suspend(actor: Any, user: User) -> bool:
    """Whether staff may suspend this account, or let it in again; never the own one."""
    return actor.pk != user.pk and actor.has_perm("accounts.suspend_user") and may_manage(actor, user)


def may_end_sessions(actor: Any, user: User) -> bool:
    """Whether staff may log this account out everywhere."""
    return actor.has_perm("accounts.end_sessions") and may_manage(actor, user)


def may_approve(actor: Any, user: User) -> bool:
    """Whether staff may say that this person corrects others, or does not any more."""
    return actor.has_perm("accounts.approve_instructor") and may_manage(actor, user)
