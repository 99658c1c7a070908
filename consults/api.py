"""REST endpoints of consults."""

import uuid
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import generics, status
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import is_instructor
from consults import serializers
from consults.exceptions import NoSuchConsult, NotYours
from consults.models import Consult
from consults.payloads import Line, consult_payload
from consults.permissions import LEARNER, can_hear, role_in
from consults.services import line, requests, rooms, upkeep
from opickme.api import ErrorSerializer
from scripts.api import AUDIO, FileView, serve_recording
from scripts.models import Script

ERRORS = {400: ErrorSerializer, 403: ErrorSerializer, 404: ErrorSerializer, 409: ErrorSerializer}
ONE = {200: serializers.ConsultSerializer, **ERRORS}


def answer(request: Request, consult: Consult, code: int = status.HTTP_200_OK) -> Response:
    body = consult_payload(consult, line.line_for(consult))
    if not can_hear(request.user, consult):
        body["script"]["text"] = ""  # a consult that came to nothing leaves its instructor nothing of the learner's
    return Response(body, status=code)


class IsInstructor(BasePermission):
    def has_permission(self, request: Request, view: APIView) -> bool:
        return is_instructor(request.user)


class ConsultList(generics.GenericAPIView[Consult]):
    """A learner's own consults, newest first; for an instructor those that wait, oldest first, and own open ones."""

    serializer_class = serializers.ConsultSerializer
    throttle_scope = "consult"

    def get_throttles(self) -> list[Any]:
        return super().get_throttles() if self.request.method == "POST" else []

    def get_queryset(self) -> QuerySet[Consult]:
        user = self.request.user
        if is_instructor(user):
            return Consult.objects.for_desk(user).with_all().in_line()
        return Consult.objects.asked_by(user).with_all().newest_first()

    @extend_schema(responses={200: serializers.ConsultSerializer(many=True)})
    def get(self, request: Request) -> Response:
        if not is_instructor(request.user):
            upkeep.note_learner(request.user)
        page: list[Consult] = self.paginate_queryset(self.get_queryset()) or []
        places = line.positions() if page else {}
        online = line.instructors_online()
        wait = line.usual_wait() if online else None
        rows = [
            consult_payload(consult, Line(places.get(consult.pk), online, wait if consult.pk in places else None))
            for consult in page
        ]
        return self.get_paginated_response(rows)

    @extend_schema(request=serializers.RequestSerializer, responses={201: serializers.ConsultSerializer, **ERRORS})
    def post(self, request: Request) -> Response:
        form = serializers.RequestSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        script = get_object_or_404(Script.objects.owned_by(request.user), pk=form.validated_data["script"])
        consult = requests.request_consult(learner=request.user, script=script)
        return answer(request, consult, status.HTTP_201_CREATED)


class OneConsult(APIView):
    """Base of what is done with one consult: what a person may not see does not exist."""

    def consult(self, pk: uuid.UUID) -> Consult:
        return get_object_or_404(Consult.objects.visible_to(self.request.user).with_all(), pk=pk)

    def own(self, pk: uuid.UUID) -> Consult:
        """The consult, for its learner."""
        consult = self.consult(pk)
        if role_in(self.request.user, consult) != LEARNER:
            raise NotYours
        return consult


class ConsultDetail(OneConsult):
    """One consult: for its two people, and for any instructor while it waits."""

    @extend_schema(responses={200: serializers.ConsultSerializer, 404: ErrorSerializer})
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        consult = self.consult(pk)
        if consult.learner_id == request.user.pk:
            upkeep.note_learner(request.user)
        return answer(request, consult)


class ConsultClaim(OneConsult):
    """Take a request: exactly one instructor gets it."""

    permission_classes = [*APIView.permission_classes, IsInstructor]

    @extend_schema(request=None, responses=ONE)
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        # Whoever lost the race could see it a moment ago, and is told that another one has it.
        consult = get_object_or_404(Consult.objects.exclude(learner=request.user), pk=pk)
        return answer(request, requests.claim_consult(instructor=request.user, consult=consult))


class ConsultCancel(OneConsult):
    """Withdraw a request that has not become a call."""

    throttle_scope = "consult"

    @extend_schema(request=None, responses=ONE)
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        return answer(request, requests.cancel_consult(consult=self.own(pk)))


class ConsultLeave(OneConsult):
    """Leave the call, as its learner: the instructor is told and may still store the corrections."""

    @extend_schema(request=None, responses=ONE)
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        return answer(request, rooms.leave_room(consult=self.own(pk)))


class ConsultDrop(OneConsult):
    """End the consult without feedback, or drop what is left of one, as its instructor."""

    @extend_schema(request=None, responses=ONE)
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        return answer(request, rooms.drop_consult(consult=self.consult(pk), instructor=request.user))


class ConsultJournal(OneConsult):
    """Keep the corrected text as it stands, so that a crash loses nothing."""

    throttle_scope = "journal"

    @extend_schema(request=serializers.JournalSerializer, responses={204: None, **ERRORS})
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        consult = self.consult(pk)
        form = serializers.JournalSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        rooms.journal(consult=consult, instructor=request.user, **form.validated_data)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ConsultAudio(OneConsult, FileView):
    """The learner's recording, with ranges: for the learner, for any instructor while it waits, and for the one who
    has taken it, as long as something is to be corrected or was.
    """

    @extend_schema(
        parameters=[OpenApiParameter("copy", bool)],
        responses={**AUDIO, 404: ErrorSerializer, 416: OpenApiResponse(description="beyond the end")},
    )
    def get(self, request: Request, pk: uuid.UUID, **kwargs: Any) -> HttpResponseBase:
        consult = self.consult(pk)
        if not can_hear(request.user, consult):
            raise NoSuchConsult
        return serve_recording(request, consult.script)
