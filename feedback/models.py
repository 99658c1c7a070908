"""What an instructor corrected, exactly as it was left."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from consults.models import Consult
from scripts.models import Script, Topic


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def received_by(self, user: Any) -> "FeedbackQuerySet":
        return self.filter(learner=user)

    def visible_to(self, user: Any) -> "FeedbackQuerySet":
        """What this person received or gave."""
        return self.filter(Q(learner=user) | Q(instructor=user))

    def in_category(self, category: str) -> "FeedbackQuerySet":
        return self.filter(category=category)

    def search(self, words: str) -> "FeedbackQuerySet":
        """Feedback in whose corrected text, question, topic or people's names every word occurs."""
        found = self
        for word in words.split()[:8]:
            found = found.filter(
                Q(plain__icontains=word)
                | Q(script__question_text__icontains=word)
                | Q(script__question__topic__name_ko__icontains=word)
                | Q(script__question__topic__name_en__icontains=word)
                | Q(instructor__nickname__icontains=word)
                | Q(learner__nickname__icontains=word)
            )
        return found

    def for_cards(self) -> "FeedbackQuerySet":
        """Only what a list shows."""
        return self.with_all().defer("original", "content", "script__words", "script__peaks", "script__text")

    def for_page(self) -> "FeedbackQuerySet":
        """With the script's word timings and waveform: 100 kB for a long answer."""
        return self.select_related("learner", "instructor", "script__question__topic")

    def with_all(self) -> "FeedbackQuerySet":
        """With the people and the question."""
        return self.for_page().defer("script__words", "script__peaks")

    def newest_first(self) -> "FeedbackQuerySet":
        return self.order_by("-created_at", "-id")


class Feedback(models.Model):
    """One per consult. It stays when its instructor's account goes, and goes with its learner's."""

    script = models.ForeignKey(Script, on_delete=models.CASCADE, related_name="feedback", verbose_name=_("script"))
    consult = models.OneToOneField(
        Consult, on_delete=models.CASCADE, related_name="feedback", verbose_name=_("consult")
    )
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="feedback", verbose_name=_("learner")
    )
    instructor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="feedback_given",
        verbose_name=_("instructor"),
    )
    category = models.CharField(_("category"), max_length=10, choices=Topic.Category)
    original = models.TextField(_("text as it was"))
    """The script's text as it was when the request was taken."""
    content = models.TextField(_("corrections"))
    """The corrections as the editor showed them: sanitised HTML (consults/richtext.py)."""
    plain = models.TextField(_("corrected text"))
    """What is to be said: the text of `content` without what was struck out."""
    created_at = models.DateTimeField(_("written at"), default=timezone.now)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        indexes = [
            models.Index(fields=["learner", "created_at"], name="feedback_recent"),  # read backwards, see Script
            models.Index(fields=["learner", "category", "created_at"], name="feedback_recent_in"),
            models.Index(fields=["instructor", "created_at"], name="feedback_given_at"),
            models.Index(fields=["created_at"], name="feedback_day"),
        ]

    def __str__(self) -> str:
        return f"{capfirst(self._meta.verbose_name)} {self.pk}"
