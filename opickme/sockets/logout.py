"""Logging out closes the sockets of that session."""

from functools import partial
from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from opickme import hub
from opickme.sockets.auth import session_name


@receiver(user_logged_out)
def close_sockets(sender: object, request: HttpRequest, user: Any, **kwargs: object) -> None:
    """Tell every process that this session is over."""
    key = request.session.session_key
    if user is not None and user.pk and key:  # a deleted account has no number any more
        event = {"type": hub.SESSION_ENDED, "session": session_name(key)}
        transaction.on_commit(partial(hub.publish, f"user.{user.pk}", event))
