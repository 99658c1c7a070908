"""REST endpoints of feedback."""

import uuid
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from consults.models import Consult
from feedback import serializers, services
from feedback.forms import FeedbackFilter
from feedback.models import Feedback
from opickme.api import ErrorSerializer
from scripts.models import Topic


class ConsultFinish(APIView):
    """Store the corrected text as feedback and end the consult, as its instructor."""

    @extend_schema(
        request=serializers.FinishSerializer,
        responses={
            201: serializers.OneFeedbackSerializer,
            200: OpenApiResponse(serializers.OneFeedbackSerializer, "it is stored already: what was stored first"),
            400: ErrorSerializer,
            403: ErrorSerializer,
            404: ErrorSerializer,
            409: ErrorSerializer,
        },
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        consult = get_object_or_404(Consult.objects.visible_to(request.user).only("pk"), pk=pk)
        form = serializers.FinishSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        feedback, created = services.finish_consult(
            consult=consult, instructor=request.user, content=form.validated_data["content"]
        )
        code = status.HTTP_201_CREATED if created else status.HTTP_200_OK
        return Response(serializers.OneFeedbackSerializer(feedback).data, status=code)


class FeedbackList(generics.ListAPIView[Feedback]):
    """What a learner received, or an instructor gave; newest first."""

    serializer_class = serializers.FeedbackSerializer

    def get_queryset(self) -> QuerySet[Feedback]:
        if getattr(self, "swagger_fake_view", False):
            return Feedback.objects.none()
        form = FeedbackFilter(self.request.query_params)
        form.is_valid_or_raise()
        return form.apply(Feedback.objects.visible_to(self.request.user)).with_all().newest_first()

    @extend_schema(
        parameters=[OpenApiParameter("category", str, enum=Topic.Category.values), OpenApiParameter("search", str)],
        responses={200: serializers.FeedbackSerializer(many=True), 400: ErrorSerializer},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class FeedbackDetail(APIView):
    """One feedback, for the learner who received it and the instructor who gave it."""

    def feedback(self, pk: int) -> Feedback:
        return get_object_or_404(Feedback.objects.visible_to(self.request.user).with_all(), pk=pk)

    @extend_schema(responses={200: serializers.OneFeedbackSerializer, 404: ErrorSerializer})
    def get(self, request: Request, pk: int) -> Response:
        return Response(serializers.OneFeedbackSerializer(self.feedback(pk)).data)

    @extend_schema(responses={204: None, 403: ErrorSerializer, 404: ErrorSerializer})
    def delete(self, request: Request, pk: int) -> Response:
        services.delete_feedback(feedback=self.feedback(pk), learner=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)
