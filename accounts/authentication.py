"""How the API knows who is asking."""

from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import InvalidToken, TokenError
from rest_framework_simplejwt.tokens import AccessToken, Token

from accounts import tokens
from accounts.models import User


class BearerAuthentication(JWTAuthentication):
    """`Authorization: Bearer <access token>`, judged by the one rule that sockets use too."""

    def get_validated_token(self, raw_token: bytes) -> Token:
        try:
            return tokens.read(AccessToken, raw_token)
        except TokenError as error:
            raise InvalidToken(str(error)) from error

    def get_user(self, validated_token: Token) -> User:
        try:
            return tokens.holder(validated_token)
        except TokenError as error:
            raise InvalidToken(str(error)) from error
