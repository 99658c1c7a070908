"""Resumable uploads: the core protocol and creation extension of tus 1.0.0 (https://tus.io/protocols/resumable-upload)."""

import base64
import binascii
import uuid
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError, UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from opickme.api import ErrorSerializer
from scripts.models import Upload
from scripts.services import arrivals, uploads

VERSION = "1.0.0"
BODY = "application/offset+octet-stream"
BLOCK_BYTES = 64 * 1024
HEADER = OpenApiParameter.HEADER


class OtherVersion(APIException):
    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_detail = f"This server speaks tus {VERSION}."
    default_code = "tus_version"


class TusView(APIView):
    """What each request of the protocol must say and each answer carries."""

    throttle_scope: str | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.headers.get("Tus-Resumable", VERSION) != VERSION and request.method != "OPTIONS":
            raise OtherVersion

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Tus-Resumable"] = response["Tus-Version"] = VERSION
        response["Cache-Control"] = "no-store"
        return response


class UploadList(TusView):
    """Open an upload; the same take again answers with the upload that is open already."""

    throttle_scope = "upload"

    def get_throttles(self) -> list[Any]:
        return super().get_throttles() if self.request.method == "POST" else []

    @extend_schema(request=None, responses={204: None})
    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(
            status=status.HTTP_204_NO_CONTENT,
            headers={
                "Tus-Extension": "creation,termination",
                "Tus-Max-Size": str(settings.AUDIO_MAX_BYTES),
            },
        )

    @extend_schema(
        request=None,
        parameters=[
            OpenApiParameter("Upload-Length", int, HEADER, required=True, description="bytes of the recording"),
            OpenApiParameter("Upload-Metadata", str, HEADER, required=True, description="`client_id <base64>`"),
        ],
        responses={
            201: None,
            400: ErrorSerializer,
            412: ErrorSerializer,
            413: ErrorSerializer,
            423: ErrorSerializer,
            429: ErrorSerializer,
        },
    )
    def post(self, request: Request) -> Response:
        length = whole_number(request, "Upload-Length")
        upload = arrivals.begin(learner=request.user, client_id=client_id_of(request), length=length)
        offset = uploads.offset_of(upload)
        headers = {"Location": reverse("upload", args=[upload.pk]), "Upload-Offset": str(offset)}
        return Response(status=status.HTTP_201_CREATED, headers=headers)


class UploadDetail(TusView):
    """One open upload: how far it is, the next bytes, or an end to it."""

    def upload(self, pk: uuid.UUID) -> Upload:
        return get_object_or_404(Upload, pk=pk, learner=self.request.user, object_name="")

    @extend_schema(responses={200: None, 404: ErrorSerializer})
    def head(self, request: Request, pk: uuid.UUID) -> Response:
        upload = self.upload(pk)
        headers = {"Upload-Offset": str(uploads.offset_of(upload)), "Upload-Length": str(upload.length)}
        return Response(headers=headers)

    @extend_schema(
        request={"application/offset+octet-stream": bytes},
        parameters=[OpenApiParameter("Upload-Offset", int, HEADER, required=True)],
        responses={
            204: None,
            400: ErrorSerializer,
            404: ErrorSerializer,
            409: ErrorSerializer,
            413: ErrorSerializer,
            415: ErrorSerializer,
            423: ErrorSerializer,
            507: ErrorSerializer,
        },
    )
    def patch(self, request: Request, pk: uuid.UUID) -> Response:
        upload = self.upload(pk)
        if request.content_type != BODY:
            raise UnsupportedMediaType(request.content_type)
        offset = whole_number(request, "Upload-Offset")
        end = uploads.append(upload=upload, offset=offset, chunks=blocks(request._request))
        return Response(status=status.HTTP_204_NO_CONTENT, headers={"Upload-Offset": str(end)})

    @extend_schema(responses={204: None, 404: ErrorSerializer})
    def delete(self, request: Request, pk: uuid.UUID) -> Response:
        uploads.discard(self.upload(pk))
        return Response(status=status.HTTP_204_NO_CONTENT)


def blocks(request: HttpRequest) -> Iterator[bytes]:
    """The body piece by piece; a connection that breaks ends it, and what came before is kept."""
    try:
        while block := request.read(BLOCK_BYTES):
            yield block
    except UnreadablePostError:
        return


def whole_number(request: Request, header: str) -> int:
    """The header as a number of bytes. Raises ParseError."""
    value = request.headers.get(header, "")
    if not value.isascii() or not value.isdigit() or len(value) > 15:
        raise ParseError(f"{header} must be a number of bytes.")
    return int(value)


def client_id_of(request: Request) -> uuid.UUID:
    """The take's id from `Upload-Metadata` (comma-separated `key base64`). Raises ParseError."""
    pairs = (pair.split() for pair in request.headers.get("Upload-Metadata", "").split(",") if pair.strip())
    values = {pair[0]: pair[1] for pair in pairs if len(pair) == 2}
    try:
        return uuid.UUID(base64.b64decode(values["client_id"], validate=True).decode("ascii"))
    except (KeyError, ValueError, binascii.Error) as error:
        raise ParseError("Upload-Metadata must carry client_id, a UUID.") from error
