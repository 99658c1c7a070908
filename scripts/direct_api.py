"""Uploads straight to the bucket: the browser sends the parts by addresses that we sign; no byte passes through us."""

import uuid
from typing import Any

from django.conf import settings
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from opickme.api import ErrorSerializer
from scripts.models import Upload
from scripts.serializers import DirectUploadSerializer, NewDirectUploadSerializer
from scripts.services import arrivals, direct

SignedPart = inline_serializer(
    "SignedPart", {"url": serializers.URLField(), "expires_in": serializers.IntegerField(help_text="seconds")}
)


class DirectUploadList(APIView):
    """Open a direct upload; the same take again answers with the upload that is open already, and how far it is."""

    throttle_scope = "upload"

    @extend_schema(
        request=NewDirectUploadSerializer,
        responses={
            201: DirectUploadSerializer,
            400: ErrorSerializer,
            404: ErrorSerializer,
            413: ErrorSerializer,
            429: ErrorSerializer,
            503: ErrorSerializer,
        },
    )
    def post(self, request: Request) -> Response:
        form = NewDirectUploadSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        client_id, length = form.validated_data["client_id"], form.validated_data["size"]
        upload = arrivals.begin_direct(learner=request.user, client_id=client_id, length=length)
        return Response(DirectUploadSerializer(upload).data, status=status.HTTP_201_CREATED)


class OwnUpload(APIView):
    """Base of what is done with one direct upload: another person's does not exist."""

    def upload(self, pk: uuid.UUID) -> Upload:
        mine = Upload.objects.filter(learner=self.request.user).exclude(object_name="")
        return get_object_or_404(mine, pk=pk)


class DirectUploadDetail(OwnUpload):
    """How far one direct upload is, or an end to it."""

    @extend_schema(responses={200: DirectUploadSerializer, 404: ErrorSerializer, 503: ErrorSerializer})
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        return Response(DirectUploadSerializer(self.upload(pk)).data)

    @extend_schema(responses={204: None, 404: ErrorSerializer})
    def delete(self, request: Request, pk: uuid.UUID) -> Response:
        direct.discard(self.upload(pk))
        return Response(status=status.HTTP_204_NO_CONTENT)


class DirectUploadPart(OwnUpload):
    """The address at which one part is put, with the very size that this part has."""

    @extend_schema(request=None, responses={200: SignedPart, 404: ErrorSerializer})
    def post(self, request: Request, pk: uuid.UUID, number: int, **kwargs: Any) -> Response:
        url = direct.sign_part(upload=self.upload(pk), number=number)
        return Response({"url": url, "expires_in": settings.S3_URL_SECONDS}, headers={"Cache-Control": "no-store"})
