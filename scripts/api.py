"""REST endpoints of topics, questions and scripts."""

from contextlib import suppress
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import generics, permissions, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from opickme.api import ErrorSerializer, SafeJSONParser
from scripts import media, serializers
from scripts.exceptions import NotYetSpoken, StorageFull
from scripts.forms import ScriptFilter
from scripts.models import Question, Script, Topic
from scripts.services import choice, editing, files, intake, recognition, speech

AUDIO = {
    (200, "audio/*"): OpenApiTypes.BINARY,
    (206, "audio/*"): OpenApiTypes.BINARY,
    302: OpenApiResponse(description="it lies in a bucket: an address that is good for some minutes"),
}
SPEECH_WAIT_SECONDS = 8


class FileView(APIView):
    """Base of what answers with a file, which no renderer makes: whatever a browser says that it accepts."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        return super().perform_content_negotiation(request, force=True)


@extend_schema(parameters=[OpenApiParameter("beyond", bool, description="the topics beyond the survey instead")])
class TopicList(generics.ListAPIView[Topic]):
    """Every topic of the survey; with `?beyond=true` those that are asked whatever was ticked there."""

    serializer_class = serializers.TopicSerializer
    permission_classes = [permissions.AllowAny]
    pagination_class = None

    def get_queryset(self) -> QuerySet[Topic]:
        topics = Topic.objects.published()
        beyond = self.request.query_params.get("beyond", "").lower() in ("true", "1")
        return topics.beyond_survey() if beyond else topics.of_survey()


class TopicPicture(FileView):
    """The picture that staff gave a topic. (The bank's own pictures are static files.)"""

    permission_classes = [permissions.AllowAny]

    @extend_schema(responses={(200, "image/webp"): OpenApiTypes.BINARY, 404: ErrorSerializer})
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        topic = get_object_or_404(Topic.objects.exclude(picture=""), slug=slug)
        try:
            # The address carries the file's name, so a browser may keep what it has seen.
            return media.serve_file(
                request._request,
                topic.picture,
                mime="image/webp",
                filename=f"{topic.slug}.webp",
                cache="public, max-age=604800",
            )
        except FileNotFoundError as error:
            raise Http404 from error


class RandomQuestion(APIView):
    """One question of a topic and target level, rather one that the learner has not answered yet."""

    @extend_schema(
        parameters=[
            OpenApiParameter("topic", str, required=True, description="slug of a topic"),
            OpenApiParameter("level", str, required=True, enum=["IL", "IM", "IH", "AL"]),
        ],
        responses={200: serializers.QuestionSerializer, 400: ErrorSerializer, 404: ErrorSerializer},
    )
    def get(self, request: Request) -> Response:
        topic, level = request.query_params.get("topic", ""), request.query_params.get("level", "")
        question = choice.choose_question(learner=request.user, topic=topic, level=level)
        if not question.is_spoken:
            speech.queue_speech(question=question, urgent=True)
        return Response(serializers.QuestionSerializer(question).data)


class QuestionAudio(FileView):
    """The question as the interviewer says it; made now when nobody has needed it before."""

    @extend_schema(responses={**AUDIO, 404: ErrorSerializer, 503: ErrorSerializer})
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        question = get_object_or_404(Question.objects.answerable(), pk=pk)
        question = speech.wait_until_spoken(question=question, seconds=SPEECH_WAIT_SECONDS)
        name = f"question-{question.pk}.m4a"
        try:
            # The address carries a digest of the text, so a browser may keep what it has heard.
            return media.serve_file(
                request._request, question.audio, mime="audio/mp4", filename=name, cache="private, max-age=86400"
            )
        except FileNotFoundError as error:
            speech.forget_speech(question=question)
            raise NotYetSpoken from error


class ScriptList(generics.ListAPIView[Script]):
    """The learner's own scripts, newest first; a recording becomes a new one."""

    parser_classes = [SafeJSONParser, MultiPartParser]
    serializer_class = serializers.ScriptCardSerializer
    throttle_scope = "upload"

    def get_throttles(self) -> list[Any]:
        return super().get_throttles() if self.request.method == "POST" else []

    def handle_exception(self, exc: Exception) -> HttpResponse:
        # The body of a request is written to the disk before any line of ours runs.
        return super().handle_exception(StorageFull() if files.is_full(exc) else exc)

    def get_queryset(self) -> QuerySet[Script]:
        if getattr(self, "swagger_fake_view", False):
            return Script.objects.none()
        form = ScriptFilter(self.request.query_params)
        form.is_valid_or_raise()
        return form.apply(Script.objects.owned_by(self.request.user)).for_cards().newest_first()

    @extend_schema(
        parameters=[
            OpenApiParameter("category", str, enum=Topic.Category.values),
            OpenApiParameter("tab", str, enum=["in_progress", "completed"]),
            OpenApiParameter("search", str),
        ],
        responses={200: serializers.ScriptCardSerializer(many=True), 400: ErrorSerializer},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        request={
            "multipart/form-data": serializers.NewScriptSerializer,
            "application/json": serializers.NewScriptSerializer,
        },
        responses={
            201: serializers.ScriptSerializer,
            200: OpenApiResponse(serializers.ScriptSerializer, "this take is a script already"),
            400: ErrorSerializer,
            404: ErrorSerializer,
            409: ErrorSerializer,
            413: ErrorSerializer,
            507: ErrorSerializer,
        },
    )
    def post(self, request: Request) -> Response:
        form = serializers.NewScriptSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        script, created = intake.take_in(learner=request.user, **form.validated_data)
        code = status.HTTP_201_CREATED if created else status.HTTP_200_OK
        return Response(serializers.ScriptSerializer(script).data, status=code)


class OwnScript(APIView):
    """Base of what is done with one script: another person's script does not exist."""

    def script(self, pk: int) -> Script:
        return get_object_or_404(Script.objects.owned_by(self.request.user).with_question(), pk=pk)


class ScriptDetail(OwnScript):
    """One script of one's own."""

    @extend_schema(responses={200: serializers.ScriptSerializer, 404: ErrorSerializer})
    def get(self, request: Request, pk: int) -> Response:
        return Response(serializers.ScriptSerializer(self.script(pk)).data)

    @extend_schema(
        request=serializers.EditScriptSerializer,
        responses={200: serializers.ScriptSerializer, 400: ErrorSerializer, 404: ErrorSerializer, 409: ErrorSerializer},
    )
    def patch(self, request: Request, pk: int) -> Response:
        script = self.script(pk)
        form = serializers.EditScriptSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        data = form.validated_data
        script = editing.edit_script(script=script, text=data["text"], seen=data["updated_at"])
        return Response(serializers.ScriptSerializer(script).data)

    @extend_schema(responses={204: None, 404: ErrorSerializer, 409: ErrorSerializer})
    def delete(self, request: Request, pk: int) -> Response:
        editing.delete_script(script=self.script(pk))
        return Response(status=status.HTTP_204_NO_CONTENT)


class ScriptRetry(OwnScript):
    """Have a failed script recognised once more."""

    @extend_schema(
        request=None, responses={202: serializers.ScriptSerializer, 404: ErrorSerializer, 409: ErrorSerializer}
    )
    def post(self, request: Request, pk: int) -> Response:
        script = recognition.retry_script(script=self.script(pk))
        return Response(serializers.ScriptSerializer(script).data, status=status.HTTP_202_ACCEPTED)


class ScriptAudio(OwnScript, FileView):
    """The recording as it was sent, or with `copy=1` the copy that every browser plays; with ranges."""

    @extend_schema(
        parameters=[OpenApiParameter("download", bool), OpenApiParameter("copy", bool)],
        responses={**AUDIO, 404: ErrorSerializer, 416: None},
    )
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        return serve_recording(request, self.script(pk))


def serve_recording(request: Request, script: Script) -> HttpResponseBase:
    """Answer with the recording of `script`, or its playable copy. Whether the person may hear it the caller knows."""
    name = f"opick-{script.question.topic.slug}-{script.created_at:%Y%m%d}-{script.pk}"
    sources = [(script.recording, script.recording_mime)]
    if request.query_params.get("copy") and script.playback:
        sources.insert(0, (script.playback, "audio/mp4"))
    for stored, mime in sources:
        extension = (stored.name or "").rpartition(".")[2]
        with suppress(FileNotFoundError):
            return media.serve_file(request._request, stored, mime=mime, filename=f"{name}.{extension}")
    raise Http404
