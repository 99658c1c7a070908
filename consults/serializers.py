"""REST forms of consults. What is read is made by payloads.py; the classes here tell the schema its shape."""

from typing import Any

from rest_framework import serializers

from consults.models import Consult
from opickme.api import Text

HTML_MAX_CHARS = 1_000_000
STATE_MAX_CHARS = 1_500_000


class NicknameSerializer(serializers.Serializer[Any]):
    nickname = serializers.CharField()


class ConsultScriptSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    topic = serializers.CharField()
    topic_name = serializers.CharField()
    topic_names = serializers.DictField(child=serializers.CharField())
    picture = serializers.CharField()
    level = serializers.CharField()
    type = serializers.CharField()
    question = serializers.CharField()
    text = serializers.CharField()
    duration = serializers.FloatField()
    audio_url = serializers.CharField()


class ConsultSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=Consult.State.choices)
    script = ConsultScriptSerializer()
    learner = NicknameSerializer()
    instructor = NicknameSerializer(allow_null=True)
    position = serializers.IntegerField(allow_null=True)
    instructors_online = serializers.IntegerField()
    wait_seconds = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField()
    queued_at = serializers.DateTimeField()
    claimed_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    ended_reason = serializers.CharField()
    room_url = serializers.CharField()
    feedback_id = serializers.IntegerField(allow_null=True)


class RequestSerializer(serializers.Serializer[Any]):
    """The script to put before an instructor."""

    script = serializers.IntegerField()


class JournalSerializer(serializers.Serializer[Any]):
    """The corrected text as it stands: HTML, and with it the shared document and the number of its revision.

    Without a number it is the newest.
    """

    content = Text(max_length=HTML_MAX_CHARS, allow_blank=True, trim_whitespace=False)
    state = serializers.RegexField(
        r"^[A-Za-z0-9+/]*={0,2}\Z", max_length=STATE_MAX_CHARS, required=False, allow_blank=True, default=""
    )
    revision = serializers.IntegerField(min_value=0, max_value=2**53, required=False)
