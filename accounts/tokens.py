"""The tokens of the API (JWT, RFC 7519): whom one speaks for, and how one ends.

A refresh token works once: it is exchanged for a new pair and blacklisted. Every token carries a digest of the
password's hash and the epoch of the person's sessions, so that a new password or a new epoch ends them all.
"""

from typing import TypedDict, TypeVar, cast

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.settings import api_settings
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken
from rest_framework_simplejwt.tokens import RefreshToken, Token, UntypedToken
from rest_framework_simplejwt.utils import get_md5_hash_password

from accounts.models import User
from opickme.deadlocks import made_again

T = TypeVar("T", bound=Token)
INVALID = _("Token is invalid")
EPOCH = "epoch"


class Pair(TypedDict):
    access: str
    refresh: str


def issue(*, user: User) -> Pair:
    """Return a new pair of tokens for a person whose password was checked."""
    refresh = RefreshToken.for_user(user)
    refresh[EPOCH] = user.session_epoch
    return {"access": str(refresh.access_token), "refresh": str(refresh)}


def read(kind: type[T], raw: str | bytes) -> T:
    """Return the verified token. Raises TokenError, and nothing else, for whatever is not one of ours.

    SimpleJWT lets some claims of a wrong kind through as KeyError or OSError.
    """
    try:
        return kind(raw)  # type: ignore[arg-type]
    except (KeyError, TypeError, ValueError, OverflowError, OSError) as error:
        raise TokenError(INVALID) from error


def holder(token: Token) -> User:
    """Return the person whom a verified token speaks for.

    Raises TokenError when the account is gone or closed, or its password has changed or its sessions ended since.
    """
    try:
        user = User.objects.get(pk=token[api_settings.USER_ID_CLAIM], is_active=True)
    except (KeyError, TypeError, ValueError, OverflowError, User.DoesNotExist) as error:
        raise TokenError(INVALID) from error
    if token.get(api_settings.REVOKE_TOKEN_CLAIM) != get_md5_hash_password(user.password):
        raise TokenError(INVALID)
    if token.get(EPOCH, 0) != user.session_epoch:
        raise TokenError(INVALID)
    return user


def verify(raw: str) -> None:
    """Raise TokenError unless the token, of whatever kind, would still be accepted."""
    token = read(UntypedToken, raw)
    holder(token)
    if _is_blacklisted(token):
        raise TokenError(INVALID)


@made_again
def rotate(raw: str) -> Pair:
    """Exchange a refresh token for a new pair. Raises TokenError; of two exchanges at once one wins."""
    old = read(RefreshToken, raw)
    user = holder(old)
    with transaction.atomic():
        _row, first = cast("tuple[BlacklistedToken, bool]", old.blacklist())
        if not first:
            raise TokenError(INVALID)
        return issue(user=user)


def revoke(raw: str) -> None:
    """End a refresh token; one that has ended already is no error. Raises TokenError for anything else."""
    token = read(UntypedToken, raw)
    if token.get(api_settings.TOKEN_TYPE_CLAIM) != RefreshToken.token_type:
        raise TokenError(INVALID)
    holder(token)
    if not _is_blacklisted(token):
        RefreshToken(raw, verify=False).blacklist()  # type: ignore[arg-type]


def forget(*, user: User) -> None:
    """Delete what is stored of the person's tokens."""
    OutstandingToken.objects.filter(user=user).delete()


def _is_blacklisted(token: Token) -> bool:
    return BlacklistedToken.objects.filter(token__jti=token[api_settings.JTI_CLAIM]).exists()
