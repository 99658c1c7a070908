"""REST forms of accounts. Every field is named; nothing else that is sent is looked at."""

from typing import Any

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError as Refusal
from django.db import models
from rest_framework import serializers

from accounts.forms import PASSWORD_MAX
from accounts.models import User, normalize_email, normalize_username
from opickme.api import Email, Text

TOKEN_MAX = 4096


class Password(Text):
    """A password as it is typed: spaces at its ends belong to it."""

    def __init__(self, **options: Any) -> None:
        style = {"input_type": "password"}
        super().__init__(write_only=True, trim_whitespace=False, max_length=PASSWORD_MAX, style=style, **options)


class UserSerializer(serializers.ModelSerializer[User]):
    """An account as its person sees it. Only nickname and email can be changed."""

    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.CharField: Text,
        models.EmailField: Email,
    }

    class Meta:
        model = User
        fields = ["id", "username", "email", "nickname", "role"]
        read_only_fields = ["id", "username", "role"]

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value(_in_stored_form(data))


class SignUpSerializer(UserSerializer):
    """A new learner."""

    password = Password(min_length=8)

    class Meta(UserSerializer.Meta):
        fields = ["username", "email", "nickname", "password"]
        read_only_fields: list[str] = []

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        person = User(**{name: attrs[name] for name in ("username", "email", "nickname")})
        try:
            password_validation.validate_password(attrs["password"], person)
        except Refusal as refusal:
            raise serializers.ValidationError({"password": refusal.messages}) from refusal
        return attrs


class LoginSerializer(serializers.Serializer[None]):
    username = Text(max_length=150, write_only=True)
    password = Password()


class PairSerializer(serializers.Serializer[None]):
    """Two tokens: `access` for requests, `refresh` for the next pair."""

    access = serializers.CharField(read_only=True)
    refresh = serializers.CharField(read_only=True)


class RefreshSerializer(serializers.Serializer[None]):
    refresh = Text(max_length=TOKEN_MAX, write_only=True)


class TokenSerializer(serializers.Serializer[None]):
    token = Text(max_length=TOKEN_MAX, write_only=True)


def _in_stored_form(data: Any) -> Any:
    """Bring names to the form in which they are compared and stored, before that is done."""
    if not isinstance(data, dict):
        return data
    forms = {"username": normalize_username, "email": normalize_email}
    return {
        name: forms[name](value) if name in forms and isinstance(value, str) else value for name, value in data.items()
    }
