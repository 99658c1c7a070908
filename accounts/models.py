"""People: learners, instructors, staff."""

import unicodedata
from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.validators import validate_nickname
from opickme.clock import in_seconds


def normalize_username(username: str) -> str:
    """Return the one form under which a username is stored and looked up (NFKC, case folded).

    MariaDB's collations take `K1` and `k1`, or `a1` and `a1 `, for the same value and SQLite does not:
    one rule in front of both keeps them alike.
    """
    return unicodedata.normalize("NFKC", username).strip().casefold()


def normalize_email(email: str) -> str:
    """Return the one form under which an email is stored and looked up.

    The part before the @ may differ by case in theory (RFC 5321, 2.4); in practice two such accounts are one person.
    """
    return email.strip().lower()


class Accounts(UserManager["User"]):
    """Look-ups and new accounts that follow the stored form of names."""

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        return normalize_email(email or "")

    def get_by_natural_key(self, username: str | None) -> "User":
        return super().get_by_natural_key(normalize_username(username or ""))


class User(AbstractUser):
    """One account. `role` is what the person may do in the product; only staff change it."""

    class Role(models.TextChoices):
        LEARNER = "learner", _("learner")
        INSTRUCTOR = "instructor", _("instructor")

    username = models.CharField(
        _("username"),
        max_length=16,
        unique=True,
        validators=[
            RegexValidator(
                r"^[a-z0-9_.-]{4,16}\Z", _("Use 4 to 16 small letters, digits, dots, dashes or underscores.")
            )
        ],
        error_messages={"unique": _("This username is taken.")},
    )
    email = models.EmailField(
        _("email"), unique=True, error_messages={"unique": _("This email is registered already.")}
    )
    nickname = models.CharField(_("nickname"), max_length=30, validators=[validate_nickname])
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.LEARNER)
    show_question_text = models.BooleanField(_("show the question's text while listening"), default=False)
    session_epoch = models.PositiveIntegerField(default=0, editable=False)
    """Part of what sessions and tokens are checked against: one more, and all that was open is over."""
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]

    REQUIRED_FIELDS = ["email", "nickname"]
    objects: ClassVar[Accounts] = Accounts()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        indexes = [
            models.Index(fields=["role", "is_active"], name="user_role_active"),
            # The admin's list stands in the order of names, whatever it is filtered by, and finds by beginnings.
            models.Index(fields=["role", "username"], name="user_role_name"),
            models.Index(fields=["nickname"], name="user_nickname"),
            models.Index(fields=["date_joined"], name="user_joined"),
        ]
        permissions = [
            ("approve_instructor", "Can approve instructors"),
            ("suspend_user", "Can suspend users"),
            ("end_sessions", "Can end sessions of users"),
        ]

    def clean(self) -> None:
        """Bring username and email to their stored form."""
        self.username = normalize_username(self.username)
        self.email = normalize_email(self.email)

    @classmethod
    def normalize_username(cls, username: str) -> str:
        return normalize_username(username)

    def get_full_name(self) -> str:
        return self.nickname

    get_short_name = get_full_name

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """What a session must carry to count: it changes with the password, and with the epoch."""
        salt = "accounts.User.get_session_auth_hash"
        if not self.session_epoch:
            return super()._get_session_auth_hash(secret)  # type: ignore[misc]
        return salted_hmac(salt, f"{self.session_epoch}:{self.password}", secret=secret, algorithm="sha256").hexdigest()

    @property
    def is_instructor(self) -> bool:
        return self.role == self.Role.INSTRUCTOR


class PresenceQuerySet(models.QuerySet["Presence"]):
    def fresh(self) -> "PresenceQuerySet":
        return self.filter(seen_at__gt=in_seconds(-Presence.ALIVE_SECONDS))

    def stale(self) -> "PresenceQuerySet":
        return self.filter(seen_at__lte=in_seconds(-Presence.ALIVE_SECONDS))

    def at(self, place: str) -> "PresenceQuerySet":
        return self.filter(place=place)


class Presence(models.Model):
    """A sign of life: this person has a socket open at this place, held by this process.

    The process renews its rows and deletes them when the socket ends. A process that dies renews nothing, and its rows
    count for nothing after ALIVE_SECONDS.
    """

    ALIVE_SECONDS = 25

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="presences")
    place = models.CharField(max_length=60)
    holder = models.CharField(max_length=32)
    seen_at = models.DateTimeField()

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["holder", "place", "user"], name="presence_once")]
        indexes = [
            models.Index(fields=["place", "seen_at"], name="presence_place"),
            models.Index(fields=["user", "place", "seen_at"], name="presence_user"),
            models.Index(fields=["seen_at"], name="presence_seen"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.place}"


class SignIn(models.Model):
    """That somebody has logged in with a browser. Its session is open while the session's row stands and `auth_hash` is
    still the person's: logging out, a new password and an ended epoch all show without being written here.

    No address of the network is kept, and of the browser's own description only the two words that people know it by.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    auth_hash = models.CharField(max_length=64)
    browser = models.CharField(max_length=30, blank=True)
    system = models.CharField(max_length=30, blank=True)
    signed_in_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(default=timezone.now)
    """When it was used last, to a quarter of an hour."""

    class Meta:
        indexes = [
            models.Index(fields=["user", "-signed_in_at"], name="sign_in_newest"),
            models.Index(fields=["used_at"], name="sign_in_used"),
        ]

    def __str__(self) -> str:
        return f"sign-in {self.pk} of {self.user_id}"
