"""Servers that help two browsers to find each other, with credentials that expire."""

import base64
import hashlib
import hmac
import time
from typing import Any

from django.conf import settings


def turn_credentials(*, user_id: int, now: float | None = None) -> tuple[str, str]:
    """Return user name and password for a TURN server that shares TURN_SECRET with us.

    The scheme of draft-uberti-behave-turn-rest-00, as coturn's `use-auth-secret` checks it: the name is
    `<expiry in Unix seconds>:<id>`, the password the base64 of its HMAC-SHA1 under the shared secret.
    """
    expires = int((time.time() if now is None else now) + settings.TURN_TTL_SECONDS)
    username = f"{expires}:{user_id}"
    digest = hmac.new(settings.TURN_SECRET.encode(), username.encode(), hashlib.sha1).digest()
    return username, base64.b64encode(digest).decode()


def ice_servers(*, user_id: int) -> list[dict[str, Any]]:
    """Return the `iceServers` of an RTCPeerConnection for this person."""
    servers: list[dict[str, Any]] = []
    if settings.STUN_URLS:
        servers.append({"urls": settings.STUN_URLS})
    if settings.TURN_URLS:
        username, credential = turn_credentials(user_id=user_id)
        servers.append({"urls": settings.TURN_URLS, "username": username, "credential": credential})
    return servers
