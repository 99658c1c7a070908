"""Every change of an account. Other apps say here what of a person they delete and hand out."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, cast

from axes.utils import reset as forget_failures
from django.db import IntegrityError, transaction
from django.db.models import Field

from accounts import sign_ins, tokens
from accounts.exceptions import Taken
from accounts.models import User
from opickme.deadlocks import made_again

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class ExportPart:
    """One file of a person's export. `chunks` opens it when its turn comes; OSError means that it is missing."""

    name: str
    chunks: Callable[[], Iterable[bytes]]


class Cleaner(Protocol):
    def __call__(self, *, user: User) -> None: ...


class Exporter(Protocol):
    def __call__(self, *, user: User) -> Iterable[ExportPart]: ...


_cleaners: list[Cleaner] = []
_on_suspension: list[Cleaner] = []
_exporters: list[Exporter] = []


def on_account_deletion(cleaner: Cleaner) -> Cleaner:
    """Have `cleaner(user=…)` called in the transaction that deletes an account, while its rows still stand.

    Rows that cascade need none. What is not in the database goes through `transaction.on_commit`.
    """
    if cleaner not in _cleaners:
        _cleaners.append(cleaner)
    return cleaner


def on_suspension(act: Cleaner) -> Cleaner:
    """Have `act(user=…)` called in the transaction that suspends an account."""
    if act not in _on_suspension:
        _on_suspension.append(act)
    return act


def on_export(exporter: Exporter) -> Exporter:
    """Add the files that `exporter(user=…)` yields to each export of an account."""
    if exporter not in _exporters:
        _exporters.append(exporter)
    return exporter


def export_parts(*, user: User) -> Iterator[ExportPart]:
    """Yield what other apps keep of a person, one file after the other."""
    for exporter in _exporters:
        yield from exporter(user=user)


@made_again
def sign_up(*, username: str, email: str, nickname: str, password: str) -> User:
    """Make a learner's account. Raises Taken; of several at once with one name, one gets it."""
    user = User(username=username, email=email, nickname=nickname, role=User.Role.LEARNER)
    user.clean()
    user.set_password(password)  # before the transaction: hashing takes long
    with _told_apart(user):
        user.save(force_insert=True)
    return user


@made_again
def change_profile(
    *, user: User, nickname: str | None = None, email: str | None = None, show_question_text: bool | None = None
) -> User:
    """Change what is given and leave the rest. Raises Taken."""
    given = {"nickname": nickname, "email": email, "show_question_text": show_question_text}
    changes = {name: value for name, value in given.items() if value is not None}
    for name, value in changes.items():
        setattr(user, name, value)
    user.clean()
    with _told_apart(user):
        user.save(update_fields=list(changes))
    return user


@made_again
def change_password(*, user: User, password: str | None) -> None:
    """Set a new password, or none that could be used: every session and token of before ends, and earlier failures no
    longer lock out.
    """
    user.set_password(password)
    with transaction.atomic():
        user.save(update_fields=["password"])
        tokens.forget(user=user)
        forget_failures(username=user.username)
    logger.info("password of user %s changed", user.pk)


def change_role(*, user: User, role: str, author: User | None = None) -> bool:
    """Make the person a learner or an instructor; return whether that is a change. Raises ValueError."""
    role = User.Role(role)
    changed = User.objects.filter(pk=user.pk).exclude(role=role).update(role=role)
    user.role = role
    if changed:
        logger.info("role of user %s is now %s, by %s", user.pk, role, author.pk if author else "the command line")
    return bool(changed)


@made_again
def suspend(*, user: User, author: User) -> bool:
    """Shut an account, end all that is open of it and leave its consult; return whether that is a change."""
    with transaction.atomic():
        if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
            return False
        user.is_active = False
        for act in _on_suspension:
            act(user=user)
        sign_ins.end_all(user=user)
    logger.info("user %s is suspended, by %s", user.pk, author.pk)
    return True


def let_in(*, user: User, author: User) -> bool:
    """Open a suspended account again; return whether that is a change. What was ended stays ended."""
    changed = User.objects.filter(pk=user.pk, is_active=False).update(is_active=True)
    user.is_active = True
    if changed:
        logger.info("user %s is let in again, by %s", user.pk, author.pk)
    return bool(changed)


def end_sessions(*, user: User, author: User) -> None:
    """Log the person out everywhere: browsers, programs and open pages."""
    sign_ins.end_all(user=user)
    logger.info("sessions of user %s are ended, by %s", user.pk, author.pk)


@made_again
def delete_account(*, user: User) -> None:
    """Delete the person with all that is kept of them; files go once it is committed. Again is no error."""
    key = user.pk
    with transaction.atomic():
        for cleaner in _cleaners:
            cleaner(user=user)
        tokens.forget(user=user)
        sign_ins.forget_sessions(user=user)
        forget_failures(username=user.username)
        User.objects.filter(pk=key).delete()
    logger.info("user %s deleted", key)


@contextmanager
def _told_apart(user: User) -> Iterator[None]:
    """Turn the database's refusal of a second one into Taken, which says what of it is taken."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        others = User.objects.exclude(pk=user.pk)
        names = [name for name in ("username", "email") if others.filter(**{name: getattr(user, name)}).exists()]
        fields = [cast("Field[Any, Any]", User._meta.get_field(name)) for name in names or ["username"]]
        raise Taken({field.name: field.error_messages["unique"] for field in fields}) from error
