"""REST endpoints of accounts and tokens."""

from typing import Any

from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import permissions, status
from rest_framework.exceptions import AuthenticationFailed, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework_simplejwt.exceptions import InvalidToken, TokenError

from accounts import serializers, services, tokens
from accounts.exceptions import Taken
from accounts.models import normalize_username
from opickme.api import ErrorSerializer

INVALID = OpenApiResponse(OpenApiTypes.OBJECT, "`{field: [sentences]}`, or `{detail, code}` for what is no JSON object")
REFUSED = {400: INVALID, 415: ErrorSerializer, 429: ErrorSerializer}


class OpenView(APIView):
    """An endpoint for people who are not logged in; it looks neither at cookies nor at old tokens."""

    authentication_classes = ()
    permission_classes = (permissions.AllowAny,)

    def get_authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'

    def checked(self, request: Request, kind: type[Any]) -> dict[str, Any]:
        """Return the fields of the body. Raises ValidationError."""
        form = kind(data=request.data)
        form.is_valid(raise_exception=True)
        return form.validated_data


class Users(OpenView):
    throttle_scope = "signup"

    @extend_schema(
        request=serializers.SignUpSerializer, responses={201: serializers.UserSerializer, **REFUSED}, auth=[]
    )
    def post(self, request: Request) -> Response:
        """Sign up. The role is always `learner`, whatever is sent."""
        try:
            user = services.sign_up(**self.checked(request, serializers.SignUpSerializer))
        except Taken as error:
            raise _invalid(error) from error
        return Response(serializers.UserSerializer(user).data, status=status.HTTP_201_CREATED)


class Me(APIView):
    @extend_schema(responses={200: serializers.UserSerializer, 401: ErrorSerializer})
    def get(self, request: Request) -> Response:
        """Show the account that is logged in."""
        return Response(serializers.UserSerializer(request.user).data)

    @extend_schema(
        request=serializers.UserSerializer,
        responses={
            200: serializers.UserSerializer,
            400: INVALID,
            401: ErrorSerializer,
            403: ErrorSerializer,
            415: ErrorSerializer,
        },
    )
    def patch(self, request: Request) -> Response:
        """Change nickname or email."""
        form = serializers.UserSerializer(request.user, data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        try:
            user = services.change_profile(user=request.user, **form.validated_data)
        except Taken as error:
            raise _invalid(error) from error
        return Response(serializers.UserSerializer(user).data)


class Token(OpenView):
    @extend_schema(
        request=serializers.LoginSerializer,
        responses={200: serializers.PairSerializer, 401: ErrorSerializer, **REFUSED},
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """Exchange username and password for two tokens. After ten wrong passwords: 429 with Retry-After."""
        names = self.checked(request, serializers.LoginSerializer)
        # The request below DRF's: there the lockout leaves its mark for the middleware.
        asked = request._request
        user = authenticate(asked, username=normalize_username(names["username"]), password=names["password"])
        if user is None:
            raise AuthenticationFailed(_("The username or the password is not right."), "wrong_credentials")
        user_logged_in.send(sender=type(user), request=asked, user=user)
        return Response(tokens.issue(user=user))


class TokenRefresh(OpenView):
    @extend_schema(
        request=serializers.RefreshSerializer,
        responses={200: serializers.PairSerializer, 400: INVALID, 401: ErrorSerializer, 415: ErrorSerializer},
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """Exchange a refresh token, once, for a new pair."""
        refresh = self.checked(request, serializers.RefreshSerializer)["refresh"]
        try:
            return Response(tokens.rotate(refresh))
        except TokenError as error:
            raise InvalidToken(str(error)) from error


class TokenVerify(OpenView):
    @extend_schema(
        request=serializers.TokenSerializer,
        responses={200: OpenApiTypes.OBJECT, 400: INVALID, 401: ErrorSerializer, 415: ErrorSerializer},
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """Say whether a token would still be accepted."""
        try:
            tokens.verify(self.checked(request, serializers.TokenSerializer)["token"])
        except TokenError as error:
            raise InvalidToken(str(error)) from error
        return Response({})


class TokenBlacklist(OpenView):
    @extend_schema(
        request=serializers.RefreshSerializer,
        responses={200: OpenApiTypes.OBJECT, 400: INVALID, 401: ErrorSerializer, 415: ErrorSerializer},
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """End a refresh token for good. Again is no error."""
        try:
            tokens.revoke(self.checked(request, serializers.RefreshSerializer)["refresh"])
        except TokenError as error:
            raise InvalidToken(str(error)) from error
        return Response({})


def _invalid(error: Taken) -> ValidationError:
    return ValidationError({name: [str(sentence)] for name, sentence in error.fields.items()})
