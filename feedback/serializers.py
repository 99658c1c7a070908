"""REST forms of feedback. Every field is named."""

from datetime import UTC
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from consults.serializers import HTML_MAX_CHARS, NicknameSerializer
from feedback.changes import changes
from feedback.models import Feedback
from opickme.api import Text


class FeedbackSerializer(serializers.ModelSerializer[Feedback]):
    """What an instructor corrected: `original` and `plain` are text, `content` is HTML of a few tags and classes."""

    instructor = NicknameSerializer(read_only=True, allow_null=True)
    learner = NicknameSerializer(read_only=True)
    question = serializers.CharField(source="script.question_text", read_only=True)
    topic = serializers.CharField(source="script.question.topic.slug", read_only=True)
    level = serializers.CharField(source="script.question.level", read_only=True)
    created_at = serializers.DateTimeField(read_only=True, default_timezone=UTC)

    class Meta:
        model = Feedback
        fields = [
            "id",
            "script",
            "consult",
            "learner",
            "instructor",
            "category",
            "topic",
            "level",
            "question",
            "original",
            "content",
            "plain",
            "created_at",
        ]
        read_only_fields = fields


class RunSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=["equal", "delete", "insert"])
    text = serializers.CharField()


class OneFeedbackSerializer(FeedbackSerializer):
    """The same with what was changed, word by word: the runs that turn `original` into `plain`."""

    changes = serializers.SerializerMethodField()

    class Meta(FeedbackSerializer.Meta):
        fields = [*FeedbackSerializer.Meta.fields, "changes"]
        read_only_fields = fields

    @extend_schema_field(RunSerializer(many=True))
    def get_changes(self, feedback: Feedback) -> list[dict[str, str]]:
        return [{"kind": run.kind, "text": run.text} for run in changes(feedback.original, feedback.plain)]


class FinishSerializer(serializers.Serializer[Any]):
    """The corrected text as the editor shows it: HTML. What is not allowed in it is taken out."""

    content = Text(max_length=HTML_MAX_CHARS, allow_blank=True, trim_whitespace=False)
