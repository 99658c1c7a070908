"""Where somebody is logged in: which browsers, since when, whether it is still open; and the end of all of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

from accounts import browsers, tokens
from accounts.models import SignIn, User
from opickme import hub
from opickme.deadlocks import made_again

USED_SECONDS = 15 * 60
"""How finely the last use is known."""


@dataclass(frozen=True, slots=True)
class Browser:
    """A sign-in and whether its session would still be let in."""

    sign_in: SignIn
    is_open: bool


@made_again
def begin(*, user: User, session_key: str, agent: str) -> SignIn:
    """Note that the person has logged in. Again is no error."""
    browser, system = browsers.named(agent)
    facts = {"user": user, "auth_hash": user.get_session_auth_hash(), "browser": browser, "system": system}
    sign_in, _ = SignIn.objects.update_or_create(session_key=session_key, defaults=facts)
    return sign_in


def latest(user: User, *, most: int = 20) -> list[Browser]:
    """Return where the person logged in, the newest first: two queries, however many."""
    found = list(user.sign_ins.order_by("-signed_in_at")[:most])
    standing = _standing([sign_in.session_key for sign_in in found])
    valid = user.get_session_auth_hash() if user.is_active else None
    return [Browser(row, row.auth_hash == valid and row.session_key in standing) for row in found]


def open_tokens(user: User) -> int:
    """How many programs could still ask the API for new access."""
    alive = OutstandingToken.objects.filter(user=user, expires_at__gt=timezone.now(), blacklistedtoken=None)
    return alive.count() if user.is_active else 0


@made_again
def end_all(*, user: User) -> None:
    """End every session and token of the person, and close every socket; in the caller's transaction or its own."""
    with transaction.atomic():
        # The epoch is what ends them: it needs no list of what is open.
        User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
        user.session_epoch = User.objects.values_list("session_epoch", flat=True).get(pk=user.pk)
        forget_sessions(user=user)
        tokens.forget(user=user)
        event = {"type": hub.SESSION_ENDED, "session": None}
        transaction.on_commit(partial(hub.publish, f"user.{user.pk}", event))


def forget_sessions(*, user: User) -> None:
    """Delete the stored sessions of the person."""
    Session.objects.filter(session_key__in=list(user.sign_ins.values_list("session_key", flat=True))).delete()


def forget_old() -> None:
    """Delete what is noted of sessions that have run out by themselves."""
    kept = timedelta(seconds=settings.SESSION_COOKIE_AGE + USED_SECONDS)
    SignIn.objects.filter(used_at__lt=timezone.now() - kept).delete()


def _standing(keys: Sequence[str]) -> set[str]:
    rows = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    return set(rows.values_list("session_key", flat=True))
