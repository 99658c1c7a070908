"""Topics, questions and scripts: what is asked, and what a learner answered."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import SHA256
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from scripts.clock import UtcNow
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

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="scripts")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="scripts")
    question_text = models.TextField(max_length=1000)
    """The question as it was asked: later edits of the bank do not change it."""
    category = models.CharField(max_length=10, choices=Topic.Category)
    client_id = models.UUIDField()
    recording = models.FileField(max_length=200)
    recording_mime = models.CharField(max_length=40)
    playback = models.FileField(max_length=200, blank=True)
    """A copy that every browser plays and seeks (AAC in MP4), made beside the recognition."""
    peaks = models.JSONField(default=list)
    duration = models.FloatField(default=0.0)
    """Length of the recording in seconds, as decoded."""
    incomplete = models.BooleanField(default=False)
    """The recording breaks off: its container has no proper end."""
    text = models.TextField(blank=True, default="")
    words = models.JSONField(default=list)
    """`[{"text", "start", "end", "confidence"}]`: seconds from the start; null where the learner typed the word."""
    engine = models.CharField(max_length=60, blank=True, default="")
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    error = models.CharField(max_length=40, blank=True, default="")
    """Stable code of the reason for `failed`."""
    attempt = models.PositiveIntegerField(default=0)
    """Counts every claim, for ever: the fence against a worker that comes back from the dead."""
    tries_left = models.PositiveSmallIntegerField(default=settings.MAX_ATTEMPTS)
    lease_until = models.DateTimeField(null=True)
    feedback_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = ScriptQuerySet.as_manager()

    class Meta:
        verbose_name = _("script")
        verbose_name_plural = _("scripts")
        constraints = [models.UniqueConstraint(fields=["learner", "client_id"], name="script_once_per_take")]
        indexes = [
            models.Index(fields=["learner", "-created_at"], name="script_newest"),
            models.Index(fields=["learner", "category", "-created_at"], name="script_category"),
            models.Index(fields=["state", "lease_until"], name="script_lease"),
        ]

    def __str__(self) -> str:
        return f"Script {self.pk} ({self.state})"

    @property
    def is_settled(self) -> bool:
        """Whether recognition has ended, well or badly."""
        return self.state in (self.State.DONE, self.State.FAILED)


class Upload(models.Model):
    """A recording on its way in (tus 1.0). The bytes lie in UPLOAD_DIR; the file's length is the offset."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="uploads")
    client_id = models.UUIDField()
    length = models.PositiveBigIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "client_id"], name="upload_once_per_take")]

    def __str__(self) -> str:
        return f"Upload {self.pk}"


class Leftover(models.Model):
    """A stored file that no row names: still being written, or about to be deleted.

    Noted before the file is made and in the transaction that deletes its row, so that whatever is killed in between,
    the file is found and goes.
    """

    name = models.CharField(max_length=200, unique=True)
    noted_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return self.name


class Worker(models.Model):
    """A sign of life of one worker process, renewed while it runs."""

    name = models.CharField(max_length=120, unique=True)
    queue = models.CharField(max_length=20)
    seen_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["queue", "seen_at"], name="worker_alive")]

    def __str__(self) -> str:
        return f"{self.queue} worker {self.name}"
