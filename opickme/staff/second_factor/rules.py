"""Who must give a code before the admin, and whether a code is right."""

import logging
import math
import unicodedata
from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_noop
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key

REQUIRED = "required"
RECOVERY_CODES = 10
PASSED_KEY = "second_factor"
PENDING_KEY = "second_factor_pending"

logger = logging.getLogger(__name__)


class WrongCode(Exception):
    """The code is not right, or was used before."""


class TooManyGuesses(Exception):
    """No code is looked at for `seconds` more."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands: whether a phone is set up, and whether this session has given a code of it."""

    is_enrolled: bool
    is_verified: bool

    @property
    def may_enter(self) -> bool:
        return self.is_verified or (not self.is_enrolled and settings.STAFF_SECOND_FACTOR != REQUIRED)

    @property
    def may_set_up(self) -> bool:
        """The first phone needs no code of an earlier one; another one does."""
        return self.is_verified or not self.is_enrolled


def standing(request: HttpRequest) -> Standing:
    """Return how the person of this request stands; asks the database once.

    A code counts for the session that gave it, until the password or the phone changes.
    """
    known: Standing | None = getattr(request, "second_factor", None)
    if known is None:
        phone = phone_of(request.user)
        verified = phone is not None and request.session.get(PASSED_KEY) == _mark(phone)
        known = request.second_factor = Standing(phone is not None, verified)  # type: ignore[attr-defined]
    return known


def phone_of(user: Any) -> TOTPDevice | None:
    """The phone that the person has set up."""
    phone: TOTPDevice | None = TOTPDevice.objects.devices_for_user(user, confirmed=True).first()
    if phone is not None:
        phone.user = user
    return phone


def is_enrolled(user: Any) -> bool:
    """Whether the person has a phone set up."""
    return phone_of(user) is not None


def pass_step(request: HttpRequest) -> None:
    """Let this session of the person into the admin: a code was right."""
    phone = phone_of(request.user)
    if phone is not None:
        request.session[PASSED_KEY] = _mark(phone)
    request.second_factor = None  # type: ignore[attr-defined]


def _mark(phone: TOTPDevice) -> list[Any]:
    return [phone.pk, phone.user.get_session_auth_hash()]


def check(*, user: Any, code: str) -> Device:
    """Return the device that this code is of, and use the code up. Raises WrongCode or TooManyGuesses.

    Of a phone it is the code of this moment, else it is a recovery code. Each wrong one doubles the time until the
    next is looked at; a phone and the recovery codes wait apart.
    """
    code = plain(code)
    kind = TOTPDevice if code.isdecimal() and len(code) == 6 else StaticDevice
    with transaction.atomic():
        # Locked: of two who give the same code at once, one is let in.
        for device in kind.objects.devices_for_user(user, confirmed=True).select_for_update():
            _look(device)
            if device.verify_token(code):
                if kind is StaticDevice:
                    logger.info("user %s used a recovery code", user.pk)
                return cast("Device", device)
    raise WrongCode  # outside: that a guess failed must be kept


def _look(device: Device) -> None:
    allowed, why = device.verify_is_allowed()
    if not allowed:
        raise TooManyGuesses(math.ceil((why["locked_until"] - timezone.now()).total_seconds()))


def plain(code: str) -> str:
    """The code as it is compared: a keyboard may write digits wide, and people type the gaps that they see."""
    return "".join(unicodedata.normalize("NFKC", code).split()).replace("-", "").lower()


def pending(request: HttpRequest) -> TOTPDevice:
    """The phone that this session is about to set up. Nobody else, in no other session, is ever shown its secret."""
    key = request.session.setdefault(PENDING_KEY, default_key())
    return TOTPDevice(user=request.user, name="phone", key=key)


def set_up(*, device: TOTPDevice, code: str, may_replace: bool) -> list[str]:
    """Make this the person's phone, proved by a code of it, and return new recovery codes.

    Raises WrongCode, or PermissionError where a phone was set up meanwhile and this session has given no code of it.
    """
    user = device.user
    with transaction.atomic():
        get_user_model()._default_manager.select_for_update().get(pk=user.pk)
        if is_enrolled(user) and not may_replace:
            raise PermissionError
        TOTPDevice.objects.filter(user=user).delete()
        device.save()
        if not device.verify_token(plain(code)):
            raise WrongCode
        _log(user, gettext_noop("second factor set up"))
        return _new_codes(user)


def renew_codes(*, user: Any) -> list[str]:
    """Return new recovery codes; those of before are worth nothing any more."""
    with transaction.atomic():
        _log(user, gettext_noop("new recovery codes"))
        return _new_codes(user)


def codes_left(user: Any) -> int:
    return StaticToken.objects.filter(device__user=user).count()


def remove(*, user: Any, author: Any) -> bool:
    """Forget the phone and the recovery codes of somebody who lost them; return whether there were any."""
    with transaction.atomic():
        gone, _ = TOTPDevice.objects.filter(user=user).delete()
        StaticDevice.objects.filter(user=user).delete()
    if gone:
        logger.info("second factor of user %s removed, by %s", user.pk, author.pk)
    return bool(gone)


def _new_codes(user: Any) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery codes")
    codes: set[str] = set()
    while len(codes) < RECOVERY_CODES:
        codes.add(StaticToken.random_token())
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return [f"{code[:4]}-{code[4:]}" for code in sorted(codes)]


def _log(user: Any, what: str) -> None:
    message = [{"changed": {"fields": [what]}}]
    LogEntry.objects.log_actions(user.pk, [user], CHANGE, change_message=message, single_object=True)
