"""What is asked."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import SHA256
from django.templatetags.static import static
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from opickme.clock import UtcNow
from scripts.opic import COMBO_ORDERS, DIFFICULTIES, ComboKind, Level, QuestionType


class State(models.TextChoices):
    """Where a topic, a question or a combo stands. Nothing of the bank is ever deleted: it is retired."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    RETIRED = "retired", _("retired")


class TopicQuerySet(models.QuerySet["Topic"]):
    def published(self) -> "TopicQuerySet":
        return self.filter(state=State.PUBLISHED)

    def of_survey(self) -> "TopicQuerySet":
        """Topics that a learner of the test ticks in its background survey."""
        return self.filter(category__in=Topic.SURVEY)

    def beyond_survey(self) -> "TopicQuerySet":
        """Topics that are asked whatever was ticked: about oneself, and unexpected ones."""
        return self.exclude(category__in=Topic.SURVEY)


class Topic(models.Model):
    """One of the subjects that a learner chooses from."""

    class Category(models.TextChoices):
        LEISURE = "leisure", _("Leisure")
        HOBBIES = "hobbies", _("Hobbies")
        SPORTS = "sports", _("Sports")
        TRIPS = "trips", _("Trips")
        BACKGROUND = "background", _("About yourself")
        UNEXPECTED = "unexpected", _("Unexpected")

    SURVEY = (Category.LEISURE, Category.HOBBIES, Category.SPORTS, Category.TRIPS)
    State = State

    slug = models.SlugField(
        _("short name"), unique=True, max_length=40, help_text=_("Small letters and dashes; stands in addresses.")
    )
    category = models.CharField(_("category"), max_length=10, choices=Category)
    name_ko = models.CharField(_("name in Korean"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=60)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    picture = models.ImageField(_("picture"), upload_to="topics", max_length=200, blank=True)
    """A picture that staff gave; the bank's own topics have one among the static files."""
    from_bank = models.JSONField(editable=False, default=dict)
    """The values that the bank's files gave last: where a field differs, staff have edited it."""

    objects = TopicQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["from_bank"])

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
    def picture_url(self) -> str:
        """Address of the picture: staff's, else the one that the bank brings, else that of the category."""
        if self.picture:
            return f"{reverse('topic-picture', args=[self.slug])}?v={str(self.picture).rpartition('/')[2][:8]}"
        if self.from_bank:
            return static(f"img/topics/{self.slug}.svg")
        return static(f"img/categories/{self.category}.svg")


class QuestionQuerySet(models.QuerySet["Question"]):
    def published(self) -> "QuestionQuerySet":
        return self.filter(state=State.PUBLISHED)

    def answerable(self) -> "QuestionQuerySet":
        """Questions that an answer may be given to: one that was retired a moment ago was asked all the same."""
        return self.exclude(state=State.DRAFT)

    def living(self) -> "QuestionQuerySet":
        """Questions that are asked or may come to be: all but the retired."""
        return self.exclude(state=State.RETIRED)

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

    State = State

    key = models.CharField(
        _("key"),
        max_length=60,
        unique=True,
        null=True,
        blank=True,
        help_text=_("Ties the question to the rows of imported sheets; may be empty."),
    )
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="questions", verbose_name=_("topic"))
    level = models.CharField(_("level"), max_length=2, choices=Level)
    type = models.CharField(_("type"), max_length=3, choices=QuestionType)
    difficulty = models.PositiveSmallIntegerField(
        _("difficulty"),
        default=3,
        choices=DIFFICULTIES,
        validators=[MinValueValidator(1), MaxValueValidator(6)],
        help_text=_("1 to 6, like the self-assessment of the test."),
    )
    text = models.TextField(_("text"), max_length=1000, help_text=_("As the interviewer says it: it is spoken."))
    text_ko = models.TextField(_("text in Korean"), max_length=1000, blank=True)
    hint = models.CharField(
        _("hint"), max_length=200, blank=True, help_text=_("One line: what a good answer contains.")
    )
    hint_ko = models.CharField(_("hint in Korean"), max_length=200, blank=True)
    source = models.CharField(
        _("source"), max_length=200, blank=True, help_text=_("Who wrote it, or where the idea comes from.")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    from_bank = models.JSONField(editable=False, default=dict)
    """The values that the bank's files gave last: where a field differs, staff have edited it."""
    audio = models.FileField(_("spoken audio"), upload_to="questions", max_length=200, blank=True)
    spoken_text = models.TextField(editable=False, default="")
    """The text that `audio` speaks."""
    speech_lease_until = models.DateTimeField(editable=False, null=True)
    speech_attempt = models.PositiveIntegerField(editable=False, default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = QuestionQuerySet.as_manager()
    history = HistoricalRecords(
        excluded_fields=["from_bank", "audio", "spoken_text", "speech_lease_until", "speech_attempt", "updated_at"]
    )

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["topic", "level", "id"]
        indexes = [models.Index(fields=["topic", "level", "state"], name="question_choice")]
        constraints = [models.CheckConstraint(condition=models.Q(difficulty__range=(1, 6)), name="question_difficulty")]

    def __str__(self) -> str:
        return f"{self.level} {self.type} {Truncator(self.text).chars(60)}"

    @property
    def is_spoken(self) -> bool:
        """Whether the stored audio speaks the present text."""
        return bool(self.audio) and self.spoken_text == self.text

    @property
    def hint_here(self) -> str:
        """The hint in the reader's language, or in the other where that one is missing."""
        first, second = self.hint, self.hint_ko
        if (get_language() or "ko").startswith("ko"):
            first, second = second, first
        return first or second


class ComboQuerySet(models.QuerySet["Combo"]):
    def published(self) -> "ComboQuerySet":
        """Combos that are asked: all of their questions are, too."""
        return self.filter(state=State.PUBLISHED).whole()

    def whole(self) -> "ComboQuerySet":
        """Combos whose questions are all published."""
        return self.filter(
            models.Q(third=None) | models.Q(third__state=State.PUBLISHED),
            first__state=State.PUBLISHED,
            second__state=State.PUBLISHED,
        )

    def holding(self, questions: Any) -> "ComboQuerySet":
        """Combos in which one of these questions stands."""
        return self.filter(
            models.Q(first__in=questions) | models.Q(second__in=questions) | models.Q(third__in=questions)
        )

    def with_questions(self) -> "ComboQuerySet":
        return self.select_related("topic", "first", "second", "third")


class Combo(models.Model):
    """Questions of one topic that are asked one after the other, in an order that the kind fixes."""

    State = State

    key = models.CharField(_("key"), max_length=60, unique=True, null=True, blank=True)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="combos", verbose_name=_("topic"))
    kind = models.CharField(_("kind"), max_length=10, choices=ComboKind)
    first = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+", verbose_name=_("first question"))
    second = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+", verbose_name=_("second question"))
    third = models.ForeignKey(
        Question,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("third question"),
        null=True,
        blank=True,
        help_text=_("Empty for a pair."),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    from_bank = models.JSONField(editable=False, default=dict)

    objects = ComboQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["from_bank"])

    class Meta:
        verbose_name = _("combo")
        verbose_name_plural = _("combos")
        ordering = ["topic", "kind", "id"]

    def __str__(self) -> str:
        return self.key or f"{self.get_kind_display()} {self.pk}"

    @property
    def questions(self) -> list[Question]:
        """Its two or three questions in their order."""
        return [question for question in (self.first, self.second, self.third) if question is not None]

    def clean(self) -> None:
        """Refuse an order that the kind does not have."""
        slots = ["first", "second", "third"]
        given = {name: getattr(self, name) for name in slots if getattr(self, f"{name}_id")}
        faults: dict[str, Any] = {}
        order = COMBO_ORDERS.get(self.kind, [])
        for name, types in zip(slots, [*order, *[()] * 3], strict=False):
            question = given.get(name)
            if question is None:
                if types:
                    faults[name] = _("A %(kind)s has a question here.") % {"kind": self.get_kind_display()}
            elif not types:
                faults[name] = _("A pair has two questions.")
            elif question.type not in types:
                faults[name] = _("Here stands one of %(types)s, not %(type)s.") % {
                    "types": ", ".join(types),
                    "type": question.type,
                }
            elif question.topic_id != self.topic_id:
                faults[name] = _("This question belongs to another topic.")
            elif self.state == State.PUBLISHED != question.state:
                faults[name] = _("This question is not published, so the combo cannot be.")
        if len({question.pk for question in given.values()}) < len(given):
            faults.setdefault("second", _("A question stands in a combo once."))
        if faults and order:
            raise ValidationError(faults)


class Encounter(models.Model):
    """That a learner was asked a question: how often, and when last."""

    learner = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="encounters")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="encounters")
    times = models.PositiveIntegerField(default=1)
    met_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "question"], name="encounter_once")]

    def __str__(self) -> str:
        return f"{self.learner_id} met {self.question_id}"
