"""Who opens a websocket, and from which page."""

import hmac
from dataclasses import dataclass
from http.cookies import CookieError
from importlib import import_module
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, load_backend
from django.http import HttpRequest, parse_cookie
from django.http.request import split_domain_port, validate_host
from django.utils.crypto import salted_hmac

from accounts.models import User
from opickme.net import client_network

BEARER = "bearer"
Scope = dict[str, Any]


@dataclass(frozen=True)
class Credentials:
    """What a handshake carries: an access token (it goes first) or the key of a session."""

    token: str | None
    session_key: str | None


@dataclass(frozen=True)
class Identity:
    """Somebody logged in.

    `session` names the session without giving it away; `expires_at` is the end of a token, in Unix time.
    """

    user: User
    session: str | None
    expires_at: float | None


def header(scope: Scope, name: bytes) -> str | None:
    """Return the value of a header of the handshake."""
    for key, value in scope["headers"]:
        if key == name:
            return cast("str", value.decode("latin-1"))
    return None


def credentials(scope: Scope) -> Credentials:
    offered = scope.get("subprotocols", [])
    token = offered[1] if len(offered) == 2 and offered[0] == BEARER else None
    try:
        cookies = parse_cookie(header(scope, b"cookie") or "")
    except CookieError:
        cookies = {}
    return Credentials(token=token, session_key=cookies.get(settings.SESSION_COOKIE_NAME))


def network(scope: Scope) -> str:
    """Return the address under which the sockets of one client are counted."""
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = (scope.get("client") or [""])[0]
    request.META["HTTP_X_FORWARDED_FOR"] = header(scope, b"x-forwarded-for") or ""
    return client_network(request)


def may_connect(scope: Scope, carried: Credentials) -> bool:
    """Whether the page behind this handshake may use a socket of ours.

    A browser always names the page's origin: it must be this very host. A program names none: it may come with a
    token, but not with a cookie, which a browser would add by itself.
    """
    origin = header(scope, b"origin")
    if origin is None:
        return carried.token is not None or carried.session_key is None
    try:
        page = urlsplit(origin)
        host, _ = split_domain_port(page.netloc)
    except ValueError:
        return False
    schemes = ("https",) if settings.HTTPS else ("http", "https")
    if page.scheme not in schemes or not host:
        return False
    here = (header(scope, b"host") or "").lower()
    default = {"http": ":80", "https": ":443"}[page.scheme]
    same = page.netloc.lower().removesuffix(default) == here.removesuffix(default)
    return same and validate_host(host, settings.ALLOWED_HOSTS)


def identify(carried: Credentials) -> Identity | None:
    """Return who this is now, or None: unknown, expired, deactivated, password changed. Asks the database."""
    if carried.token is not None:
        return _by_token(carried.token)
    return _by_session(carried.session_key) if carried.session_key else None


def session_name(key: str) -> str:
    """Return a name for a session that may be sent around: the key itself would open it."""
    return salted_hmac("opickme.sockets.session", key).hexdigest()[:32]


def _by_token(token: str) -> Identity | None:
    # Where no socket comes, as in a worker, the whole REST framework need not either.
    from rest_framework.exceptions import APIException

    from accounts.authentication import BearerAuthentication

    judge = BearerAuthentication()
    try:
        valid = judge.get_validated_token(token.encode())
        user = judge.get_user(valid)
    except (APIException, ValueError):
        return None
    return Identity(user=user, session=None, expires_at=float(valid["exp"]))


def _by_session(key: str) -> Identity | None:
    session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    backend = session.get(BACKEND_SESSION_KEY)
    if backend not in settings.AUTHENTICATION_BACKENDS:
        return None
    user = load_backend(backend).get_user(session[SESSION_KEY])
    if not isinstance(user, User):
        return None
    if not hmac.compare_digest(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()):
        return None
    return Identity(user=user, session=session_name(key), expires_at=None)
