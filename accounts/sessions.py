"""What is noted of a session while it is used: its beginning, its last use, a new key."""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.db import DatabaseError
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.decorators import sync_and_async_middleware

from accounts import sign_ins
from accounts.models import SignIn

SIGN_IN_KEY = "sign_in"
REMEMBERED = 10_000

_noted: OrderedDict[int, tuple[str, float]] = OrderedDict()
"""Number of a sign-in → key of its session and when this process noted it last. It only saves queries."""


@receiver(user_logged_in)
def note_sign_in(sender: object, request: HttpRequest, user: Any, **kwargs: object) -> None:
    """Note a new session. A program that asks for tokens has none."""
    session = getattr(request, "session", None)
    if session is None or session.get(SESSION_KEY) != str(user.pk):
        return
    if session.session_key is None:  # after `flush()` a key is only given when the session is stored
        session.create()
    agent = request.META.get("HTTP_USER_AGENT", "")
    sign_in = sign_ins.begin(user=user, session_key=session.session_key, agent=agent)
    session[SIGN_IN_KEY] = sign_in.pk
    _remember(sign_in.pk, session.session_key)


@sync_and_async_middleware
def sessions_in_use(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Middleware: note now and then that a session was used, and at once when it got a new key.

    Where requests are served asynchronously it is asynchronous, too: it costs no thread.
    """
    if iscoroutinefunction(get_response):

        async def amiddleware(request: HttpRequest) -> HttpResponse:
            awaited: Awaitable[HttpResponse] = get_response(request)
            response = await awaited
            if (news := _news(request)) is not None:
                with suppress(DatabaseError):  # the answer is made; it must not fail for this
                    await SignIn.objects.filter(pk=news.pop("pk")).aupdate(**news)
            return response

        return amiddleware

    def middleware(request: HttpRequest) -> HttpResponse:
        response: HttpResponse = get_response(request)
        if (news := _news(request)) is not None:
            with suppress(DatabaseError):
                SignIn.objects.filter(pk=news.pop("pk")).update(**news)
        return response

    return middleware


def _news(request: HttpRequest) -> dict[str, Any] | None:
    """What to write down of the session of this request, or None."""
    session = request.session
    # One that was not touched, or that could not be read because the database is away, is not read for this.
    if not session.accessed or not hasattr(session, "_session_cache") or session.is_empty():
        return None
    number, key = session.get(SIGN_IN_KEY), session.session_key
    if number is None or key is None or not _is_due(number, key):
        return None
    _remember(number, key)
    facts = {"session_key": key, "auth_hash": session.get(HASH_SESSION_KEY, "")}
    return {"pk": number, "used_at": timezone.now(), **facts}


def _is_due(number: int, key: str) -> bool:
    known, noted_at = _noted.get(number, ("", 0.0))
    return known != key or time.monotonic() - noted_at >= sign_ins.USED_SECONDS


def _remember(number: int, key: str) -> None:
    _noted[number] = key, time.monotonic()
    _noted.move_to_end(number)
    while len(_noted) > REMEMBERED:
        _noted.popitem(last=False)
