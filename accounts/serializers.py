"""REST forms of accounts."""

from rest_framework_simplejwt.serializers import TokenObtainPairSerializer


class TokenSerializer(TokenObtainPairSerializer):
    """Username and password for a pair of tokens."""
