"""What a learner answered."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from opickme.clock import UtcNow
from scripts.models.questions import Question, Topic


class ScriptQuerySet(models.QuerySet["Script"]):
    def owned_by(self, user: Any) -> "ScriptQuerySet":
        return self.filter(learner=user)

    def in_progress(self) -> "ScriptQuerySet":
        return self.filter(feedback_count=0)

    def completed(self) -> "ScriptQuerySet":
        return self.filter(feedback_count__gt=0)

    def in_category(self, category: str) -> "ScriptQuerySet":
        return self.filter(category=category)

    def search(self, words: str) -> "ScriptQuerySet":
        """Scripts in whose text, question or topic every word occurs."""
        found = self
        for word in words.split()[:8]:
            found = found.filter(
                models.Q(text__icontains=word)
                | models.Q(question_text__icontains=word)
                | models.Q(question__topic__name_ko__icontains=word)
                | models.Q(question__topic__name_en__icontains=word)
            )
        return found

    def with_question(self) -> "ScriptQuerySet":
        return self.select_related("question__topic")

    def for_cards(self) -> "ScriptQuerySet":
        """Only what a list shows: word timings of a long answer weigh 100 kB each."""
        return self.with_question().defer("words", "peaks")

    def newest_first(self) -> "ScriptQuerySet":
        return self.order_by("-created_at", "-id")

    def abandoned(self) -> "ScriptQuerySet":
        """Scripts whose worker let its lease run out."""
        return self.filter(state=Script.State.RUNNING, lease_until__lt=UtcNow())


class Script(models.Model):
    """A learner's spoken answer: the recording, and its words once they are recognised.

    Recognition is a durable state machine on this row. `attempt` is the fence: a worker writes only while it is
    still its own; `lease_until` is renewed while the worker lives.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("waiting")
        RUNNING = "running", _("being written")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="scripts", verbose_name=_("learner")
    )
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="scripts", verbose_name=_("question"))
    question_text = models.TextField(_("question as asked"), max_length=1000)
    """The question as it was asked: later edits of the bank do not change it."""
    category = models.CharField(_("category"), max_length=10, choices=Topic.Category)
    client_id = models.UUIDField(_("number of the take"))
    recording = models.FileField(_("recording"), max_length=200)
    recording_mime = models.CharField(_("type of the recording"), max_length=40)
    playback = models.FileField(_("copy to play"), max_length=200, blank=True)
    """A copy that every browser plays and seeks (AAC in MP4), made beside the recognition."""
    peaks = models.JSONField(_("waveform"), default=list)
    duration = models.FloatField(_("length in seconds"), default=0.0)
    """Length of the recording in seconds, as decoded."""
    incomplete = models.BooleanField(_("breaks off"), default=False)
    """The recording breaks off: its container has no proper end."""
    text = models.TextField(_("text"), blank=True, default="")
    words = models.JSONField(_("words"), default=list)
    """`[{"text", "start", "end", "confidence"}]`: seconds from the start; null where the learner typed the word."""
    engine = models.CharField(_("recogniser"), max_length=60, blank=True, default="")
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PENDING)
    error = models.CharField(_("reason of the failure"), max_length=40, blank=True, default="")
    """Stable code of the reason for `failed`."""
    attempt = models.PositiveIntegerField(_("attempt"), default=0)
    """Counts every claim, for ever: the fence against a worker that comes back from the dead."""
    tries_left = models.PositiveSmallIntegerField(_("tries left"), default=settings.MAX_ATTEMPTS)
    lease_until = models.DateTimeField(_("held until"), null=True)
    feedback_count = models.PositiveIntegerField(_("feedback received"), default=0)
    created_at = models.DateTimeField(_("answered at"), default=timezone.now)
    updated_at = models.DateTimeField(_("last changed at"), default=timezone.now)

    objects = ScriptQuerySet.as_manager()

    class Meta:
        verbose_name = _("script")
        verbose_name_plural = _("scripts")
        permissions = [("retry_script", "Can have failed scripts recognised again")]
        constraints = [models.UniqueConstraint(fields=["learner", "client_id"], name="script_once_per_take")]
        indexes = [
            # Rising, though lists show the newest first: they are read backwards. In a falling one the key that InnoDB
            # adds would still rise, and every page of a list would sort all that its owner has.
            models.Index(fields=["learner", "created_at"], name="script_recent"),
            models.Index(fields=["learner", "category", "created_at"], name="script_recent_in"),
            models.Index(fields=["learner", "feedback_count", "created_at"], name="script_tab"),
            models.Index(fields=["created_at"], name="script_latest"),
            models.Index(fields=["state", "lease_until"], name="script_lease"),
            models.Index(fields=["created_at", "state"], name="script_day"),
            models.Index(fields=["state", "created_at"], name="script_state_day"),
            models.Index(fields=["question", "state", "duration"], name="script_usage"),
        ]

    def __str__(self) -> str:
        return f"{capfirst(self._meta.verbose_name)} {self.pk} ({self.get_state_display()})"

    @property
    def is_settled(self) -> bool:
        """Whether recognition has ended, well or badly."""
        return self.state in (self.State.DONE, self.State.FAILED)
