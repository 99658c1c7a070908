"""What is asked."""

from django.db import models
from django.db.models.functions import SHA256
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from opickme.clock import UtcNow
from scripts.opic import Level, QuestionType


class Topic(models.Model):
    """One of the subjects that a learner chooses from."""

    class Category(models.TextChoices):
        LEISURE = "leisure", _("Leisure")
        HOBBIES = "hobbies", _("Hobbies")
        SPORTS = "sports", _("Sports")
        TRIPS = "trips", _("Trips")

    slug = models.SlugField(unique=True, max_length=40)
    category = models.CharField(_("category"), max_length=10, choices=Category)
    name_ko = models.CharField(_("name in Korean"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=60)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["category", "position"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Name in the reader's language."""
        return self.name_ko if (get_language() or "ko").startswith("ko") else self.name_en

    @property
    def picture(self) -> str:
        """Path of the topic's picture below the static address."""
        return f"img/topics/{self.slug}.svg"


class QuestionQuerySet(models.QuerySet["Question"]):
    def published(self) -> "QuestionQuerySet":
        return self.filter(state=Question.State.PUBLISHED)

    def answerable(self) -> "QuestionQuerySet":
        """Questions that an answer may be given to: one that was retired a moment ago was asked all the same."""
        return self.exclude(state=Question.State.DRAFT)

    def unspoken(self) -> "QuestionQuerySet":
        """Questions whose audio is missing or was made from an older text.

        Compared by hash: to MariaDB's collation a corrected capital letter is no change.
        """
        return self.alias(text_hash=SHA256("text"), spoken_hash=SHA256("spoken_text")).exclude(
            text_hash=models.F("spoken_hash")
        )

    def unclaimed(self) -> "QuestionQuerySet":
        """Questions that nobody is speaking now."""
        return self.filter(models.Q(speech_lease_until=None) | models.Q(speech_lease_until__lt=UtcNow()))


class Question(models.Model):
    """One question as the interviewer says it. `key` ties it to the bank's files, never to its wording."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        RETIRED = "retired", _("retired")

    key = models.CharField(_("key"), max_length=60, unique=True, null=True, blank=True)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="questions", verbose_name=_("topic"))
    level = models.CharField(_("level"), max_length=2, choices=Level)
    type = models.CharField(_("type"), max_length=3, choices=QuestionType)
    text = models.TextField(_("text"), max_length=1000)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PUBLISHED)
    bank_text = models.TextField(editable=False, default="")
    """The text as the bank's files last gave it: where it differs from `text`, staff have edited."""
    audio = models.FileField(_("spoken audio"), upload_to="questions", max_length=200, blank=True)
    spoken_text = models.TextField(editable=False, default="")
    """The text that `audio` speaks."""
    speech_lease_until = models.DateTimeField(editable=False, null=True)
    speech_attempt = models.PositiveIntegerField(editable=False, default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["topic", "level", "id"]
        indexes = [models.Index(fields=["topic", "level", "state"], name="question_choice")]

    def __str__(self) -> str:
        return f"{self.level} {self.type} {self.text[:60]}"

    @property
    def is_spoken(self) -> bool:
        """Whether the stored audio speaks the present text."""
        return bool(self.audio) and self.spoken_text == self.text
