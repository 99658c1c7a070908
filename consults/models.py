"""A learner's request to an instructor, and the call that comes of it."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from scripts.models import Script

HEAVY = ("draft", "draft_state", "original")
"""Fields that are read where they are needed alone."""


class ConsultQuerySet(models.QuerySet["Consult"]):
    def waiting(self) -> "ConsultQuerySet":
        return self.filter(state=Consult.State.WAITING)

    def open(self) -> "ConsultQuerySet":
        return self.filter(state__in=Consult.OPEN)

    def in_line(self) -> "ConsultQuerySet":
        """In the order in which they are served."""
        return self.order_by("queued_at", "id")

    def newest_first(self) -> "ConsultQuerySet":
        return self.order_by("-requested_at", "-id")

    def asked_by(self, user: Any) -> "ConsultQuerySet":
        return self.filter(learner=user)

    def taken_by(self, user: Any) -> "ConsultQuerySet":
        return self.filter(instructor=user)

    def unfinished(self) -> "ConsultQuerySet":
        """It is over, and its instructor has neither stored what was corrected nor dropped it.

        Whether there is a draft says nothing: what was typed in the last second may wait in the instructor's page.
        Where nothing can have been written, the end itself has settled it (services.endings).
        """
        return self.filter(settled_at=None, ended_at__isnull=False, instructor__isnull=False)

    def for_desk(self, user: Any) -> "ConsultQuerySet":
        """What an instructor may see in the line: all that wait, and the own ones that are open."""
        mine = models.Q(state=Consult.State.WAITING) | models.Q(instructor=user)
        return self.open().filter(mine).exclude(learner=user)

    def visible_to(self, user: Any) -> "ConsultQuerySet":
        """The consults of this person; for an instructor also all that wait."""
        seen = models.Q(learner=user) | models.Q(instructor=user)
        if user.is_instructor:
            seen |= models.Q(state=Consult.State.WAITING)
        return self.filter(seen)

    def with_all(self) -> "ConsultQuerySet":
        """With all that a row or a page shows; word timings of a long answer weigh 100 kB each."""
        shown = self.select_related("learner", "instructor", "script__question__topic").with_feedback_id()
        return shown.defer(*HEAVY, "script__words", "script__peaks")

    def with_feedback_id(self) -> "ConsultQuerySet":
        """With the number of the feedback, without the texts."""
        return self.defer(*HEAVY).annotate(feedback_id=models.F("feedback__pk"))


class Consult(models.Model):
    """A durable state machine: waiting → matched → in progress → completed, or cancelled / expired from the first two.

    Every move is one conditional update. `open_learner` and `open_instructor` hold the person while the consult is
    open and are null afterwards: the database itself allows one open consult per learner, and one per instructor.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        MATCHED = "matched", _("taken")
        IN_PROGRESS = "in_progress", _("in the call")
        COMPLETED = "completed", _("over")
        CANCELLED = "cancelled", _("cancelled")
        EXPIRED = "expired", _("expired")

    class Reason(models.TextChoices):
        """Why it ended."""

        CANCELLED = "cancelled", _("the learner cancelled")
        ABSENT = "absent", _("the learner was gone")
        LEARNER_LEFT = "learner_left", _("the learner left")
        INSTRUCTOR_LEFT = "instructor_left", _("the instructor left")
        FINISHED = "finished", _("feedback was stored")
        DROPPED = "dropped", _("ended without feedback")

    OPEN = (State.WAITING, State.MATCHED, State.IN_PROGRESS)

    id = models.UUIDField(_("number"), primary_key=True, default=uuid.uuid4, editable=False)
    script = models.ForeignKey(Script, on_delete=models.CASCADE, related_name="consults", verbose_name=_("script"))
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="consults", verbose_name=_("learner")
    )
    instructor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="consults_taken",
        verbose_name=_("instructor"),
    )
    open_learner = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="open_consult",
        verbose_name=_("learner, while it is open"),
    )
    open_instructor = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="open_call",
        verbose_name=_("instructor, while it is open"),
    )
    state = models.CharField(_("state"), max_length=11, choices=State, default=State.WAITING)
    queued_at = models.DateTimeField(_("in the line since"), default=timezone.now)
    """The place in line. Who lost an instructor through no fault of the own asks again with the old place."""
    requested_at = models.DateTimeField(_("requested at"), default=timezone.now)
    claimed_at = models.DateTimeField(_("taken at"), null=True, blank=True)
    started_at = models.DateTimeField(_("both in the room at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_reason = models.CharField(_("reason of the end"), max_length=15, choices=Reason, blank=True, default="")
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    """When the corrections were stored as feedback or dropped; null after the end means that a draft waits."""
    learner_seen_at = models.DateTimeField(_("learner last seen at"), default=timezone.now)
    instructor_seen_at = models.DateTimeField(_("instructor last seen at"), null=True, blank=True)
    learner_seat = models.PositiveIntegerField(_("times the learner came in"), default=0)
    """Counts the sockets with which the learner came in: the last one is the one that counts."""
    instructor_seat = models.PositiveIntegerField(_("times the instructor came in"), default=0)
    script_visible = models.BooleanField(_("script shown to both"), default=False)
    original = models.TextField(_("text as it was taken"), blank=True, default="")
    """The script's text as it was when it was taken: what is corrected, whatever the learner edits meanwhile."""
    draft = models.TextField(_("draft"), blank=True, default="")
    """The corrected text as last journalled: sanitised HTML."""
    draft_state = models.TextField(_("state of the draft"), blank=True, default="")
    """The same as a shared document (base64 of a Yjs update), from which the editor goes on."""
    draft_revision = models.PositiveBigIntegerField(_("version of the draft"), default=0)
    draft_at = models.DateTimeField(_("draft kept at"), null=True, blank=True)

    feedback_id: int | None
    """Of what was stored; only on rows of `with_feedback_id()`."""

    objects = ConsultQuerySet.as_manager()

    class Meta:
        verbose_name = _("consult")
        verbose_name_plural = _("consults")
        indexes = [
            models.Index(fields=["state", "queued_at"], name="consult_line"),
            models.Index(fields=["learner", "requested_at"], name="consult_recent"),  # read backwards, see Script
            models.Index(fields=["requested_at"], name="consult_latest"),
            models.Index(fields=["instructor", "state"], name="consult_instructor"),
            models.Index(fields=["instructor", "settled_at"], name="consult_unsettled"),
            models.Index(fields=["-claimed_at"], name="consult_claimed"),
            models.Index(fields=["requested_at", "state"], name="consult_day"),
            models.Index(fields=["state", "requested_at"], name="consult_state_day"),
        ]

    def __str__(self) -> str:
        return f"{capfirst(self._meta.verbose_name)} {self.pk} ({self.get_state_display()})"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def is_settled(self) -> bool:
        return self.settled_at is not None

    @property
    def place(self) -> str:
        """Where its two people count as present (accounts.presence)."""
        return room_place(self.pk)


ROOMS = "consult."
"""How the places of all rooms begin."""


def room_place(consult_id: uuid.UUID | str) -> str:
    return f"{ROOMS}{consult_id}"
