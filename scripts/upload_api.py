"""Resumable uploads: the core protocol and creation extension of tus 1.0.0 (https://tus.io/protocols/resumable-upload)."""

import base64
import binascii
import uuid
from collections.abc import Iterator, Mapping
from typing import IO, Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from opickme.api import ErrorSerializer, SafeJSONParser
from scripts.models import Upload
from scripts.services import uploads

VERSION = "1.0.0"
BLOCK = 64 * 1024
HEADER = OpenApiParameter.HEADER


class OffsetParser(BaseParser):
    """The body of a PATCH: bytes, handed on as the stream they are."""

    media_type = "application/offset+octet-stream"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        return stream


class TusView(APIView):
    """What each answer of the protocol carries."""

    throttle_scope = None

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Tus-Resumable"] = VERSION
        response["Cache-Control"] = "no-store"
        return response


class UploadList(TusView):
    """Open an upload; the same take again answers with the upload that is open already."""

    parser_classes = [SafeJSONParser, OffsetParser]
    throttle_scope = "upload"

    @extend_schema(request=None, responses={204: None})
    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(
            status=status.HTTP_204_NO_CONTENT,
            headers={
                "Tus-Version": VERSION,
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
        responses={201: None, 400: ErrorSerializer, 413: ErrorSerializer, 507: ErrorSerializer},
    )
    def post(self, request: Request) -> Response:
        length = whole_number(request, "Upload-Length")
        upload = uploads.begin(learner=request.user, client_id=client_id_of(request), length=length)
        offset = uploads.offset_of(upload)
        headers = {"Location": reverse("upload", args=[upload.pk]), "Upload-Offset": str(offset)}
        return Response(status=status.HTTP_201_CREATED, headers=headers)


class UploadDetail(TusView):
    """One open upload: how far it is, the next bytes, or an end to it."""

    parser_classes = [OffsetParser]

    def upload(self, pk: uuid.UUID) -> Upload:
        return get_object_or_404(Upload, pk=pk, learner=self.request.user)

    @extend_schema(responses={200: None, 404: ErrorSerializer})
    def head(self, request: Request, pk: uuid.UUID) -> Response:
        upload = self.upload(pk)
        headers = {"Upload-Offset": str(uploads.offset_of(upload)), "Upload-Length": str(upload.length)}
        return Response(headers=headers)

    @extend_schema(
        request={"application/offset+octet-stream": bytes},
        parameters=[OpenApiParameter("Upload-Offset", int, HEADER, required=True)],
        responses={204: None, 400: ErrorSerializer, 404: ErrorSerializer, 409: ErrorSerializer, 413: ErrorSerializer},
    )
    def patch(self, request: Request, pk: uuid.UUID) -> Response:
        upload = self.upload(pk)
        offset = whole_number(request, "Upload-Offset")
        end = uploads.append(upload=upload, offset=offset, chunks=blocks(request.data))
        return Response(status=status.HTTP_204_NO_CONTENT, headers={"Upload-Offset": str(end)})

    @extend_schema(responses={204: None, 404: ErrorSerializer})
    def delete(self, request: Request, pk: uuid.UUID) -> Response:
        uploads.discard(self.upload(pk))
        return Response(status=status.HTTP_204_NO_CONTENT)


def blocks(stream: Any) -> Iterator[bytes]:
    """The body piece by piece."""
    return iter(lambda: stream.read(BLOCK), b"")


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
