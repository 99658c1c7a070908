"""REST forms of topics, questions and scripts. Every field is named."""

import zlib
from datetime import UTC
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from opickme.api import Text
from opickme.s3.parts import PART_BYTES
from scripts.models import Question, Script, Topic, Upload
from scripts.services import direct


class TopicSerializer(serializers.ModelSerializer[Topic]):
    category_name = serializers.CharField(source="get_category_display", read_only=True)
    picture = serializers.SerializerMethodField()

    class Meta:
        model = Topic
        fields = ["slug", "name", "category", "category_name", "picture"]

    def get_picture(self, topic: Topic) -> str:
        return topic.picture_url


class QuestionSerializer(serializers.ModelSerializer[Question]):
    topic = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    topic_name = serializers.CharField(source="topic.name", read_only=True)
    audio_url = serializers.SerializerMethodField()
    hint = serializers.CharField(source="hint_here", read_only=True, help_text="what a good answer contains")

    class Meta:
        model = Question
        fields = ["id", "topic", "topic_name", "level", "type", "text", "text_ko", "hint", "audio_url"]
        read_only_fields = fields

    def get_audio_url(self, question: Question) -> str:
        """Address of the spoken question; another text has another address."""
        return f"{reverse('question-audio', args=[question.pk])}?v={zlib.crc32(question.text.encode()):08x}"


class AskedQuestionSerializer(QuestionSerializer):
    """The question of a script, with the text as it was asked."""

    def to_representation(self, instance: Question) -> dict[str, Any]:
        asked = self.context["asked_text"]
        # A translation of another text would mislead.
        text_ko = instance.text_ko if asked == instance.text else ""
        return {**super().to_representation(instance), "text": asked, "text_ko": text_ko}


class WordSerializer(serializers.Serializer[dict[str, Any]]):
    text = serializers.CharField()
    start = serializers.FloatField(allow_null=True)
    end = serializers.FloatField(allow_null=True)
    confidence = serializers.FloatField(allow_null=True)


class ScriptCardSerializer(serializers.ModelSerializer[Script]):
    """A script as a list shows it: without word timings."""

    question = serializers.SerializerMethodField()
    audio_url = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField(read_only=True, default_timezone=UTC)
    updated_at = serializers.DateTimeField(read_only=True, default_timezone=UTC)

    class Meta:
        model = Script
        fields = [
            "id",
            "question",
            "state",
            "error",
            "text",
            "duration",
            "incomplete",
            "audio_url",
            "created_at",
            "updated_at",
            "feedback_count",
        ]
        read_only_fields = fields

    @extend_schema_field(QuestionSerializer)
    def get_question(self, script: Script) -> dict[str, Any]:
        return AskedQuestionSerializer(script.question, context={"asked_text": script.question_text}).data

    def get_audio_url(self, script: Script) -> str:
        return reverse("script-audio", args=[script.pk])


class ScriptSerializer(ScriptCardSerializer):
    """A script with all that its page needs."""

    words = WordSerializer(many=True, read_only=True)
    peaks = serializers.ListField(child=serializers.FloatField(), read_only=True)
    playback_url = serializers.SerializerMethodField()

    class Meta(ScriptCardSerializer.Meta):
        fields = [*ScriptCardSerializer.Meta.fields, "words", "peaks", "playback_url"]
        read_only_fields = fields

    def get_playback_url(self, script: Script) -> str:
        """The copy that every browser plays and seeks, once it is made."""
        return self.get_audio_url(script) + ("?copy=1" if script.playback else "")


class NewScriptSerializer(serializers.Serializer[Script]):
    """A recording to become a script: `audio` itself, or the id of an `upload` that is complete."""

    question = serializers.PrimaryKeyRelatedField(
        queryset=Question.objects.answerable().select_related("topic"),
        pk_field=serializers.IntegerField(),  # or a JSON number without end would reach the database
    )
    client_id = serializers.UUIDField()
    audio = serializers.FileField(required=False, allow_empty_file=True)
    upload = serializers.UUIDField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("audio" in attrs) == ("upload" in attrs):
            raise serializers.ValidationError({"audio": [_("Send either audio or upload.")]})
        return attrs


class NewDirectUploadSerializer(serializers.Serializer[Upload]):
    """A take that the browser is about to send straight to the bucket."""

    client_id = serializers.UUIDField()
    size = serializers.IntegerField(min_value=1, max_value=2**40, help_text="bytes of the recording")


class DirectUploadSerializer(serializers.Serializer[Upload]):
    """How a take is sent: `part_bytes` in each part but the last; `arrived` are there already."""

    id = serializers.UUIDField(read_only=True)
    size = serializers.IntegerField(source="length", read_only=True)
    part_bytes = serializers.SerializerMethodField()
    parts = serializers.SerializerMethodField()
    arrived = serializers.SerializerMethodField()

    def get_part_bytes(self, upload: Upload) -> int:
        return PART_BYTES

    def get_parts(self, upload: Upload) -> int:
        return len(direct.part_numbers(upload))

    @extend_schema_field({"type": "array", "items": {"type": "integer"}})
    def get_arrived(self, upload: Upload) -> list[int]:
        return direct.arrived_parts(upload)


class EditScriptSerializer(serializers.Serializer[Script]):
    """New text for a script, and the version (`updated_at`) that it was made from."""

    text = Text(max_length=settings.SCRIPT_TEXT_MAX_CHARS)
    updated_at = serializers.DateTimeField()
