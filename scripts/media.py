"""Serving stored files to people who may have them, range by range."""

import re
from collections.abc import AsyncIterator

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.files.base import File
from django.core.handlers.asgi import ASGIRequest
from django.db.models.fields.files import FieldFile
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.utils.http import content_disposition_header

from opickme import s3

RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})\Z")
SLICE_BYTES = 2 * 1024 * 1024
"""Most that one answer to a range carries; a player asks on. RFC 9110 §15.3.7 lets a server send less."""
BLOCK_BYTES = 256 * 1024
AGE = re.compile(r"max-age=[0-9]+")


def serve_file(
    request: HttpRequest, stored: FieldFile, *, mime: str, filename: str, cache: str = "private, no-store"
) -> HttpResponseBase:
    """Answer with the file or the range that is asked for (200, 206 or 416). Raises FileNotFoundError.

    Where files lie in a bucket, send the reader there instead (302), by an address that is soon worth nothing.
    The type is what the server found in the bytes, never what the client called it, and nothing is ever rendered.
    """
    size = stored.size
    disposition = content_disposition_header(request.GET.get("download") == "1", filename) or "attachment"
    if s3.is_used():
        return _elsewhere(request, stored, mime=mime, disposition=disposition, cache=cache)
    span = _wanted(request.headers.get("Range", ""), size)
    if span is None:
        response = _whole(request, stored, mime)
        response.headers["Content-Length"] = str(size)
    elif span[0] > span[1]:
        response = HttpResponse(status=416, content_type=mime, headers={"Content-Range": f"bytes */{size}"})
    else:
        first, last = span
        with stored.open("rb") as file:
            file.seek(first)
            response = HttpResponse(file.read(last - first + 1), status=206, content_type=mime)
        response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = cache
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Disposition"] = disposition
    return response


def _elsewhere(request: HttpRequest, stored: FieldFile, *, mime: str, disposition: str, cache: str) -> HttpResponseBase:
    method = request.method or "GET"
    url = s3.signed_url(stored.name or "", mime=mime, disposition=disposition, cache=cache, method=method)
    response = HttpResponseRedirect(url)
    # What is kept must not outlive the signature.
    response.headers["Cache-Control"] = AGE.sub(f"max-age={settings.S3_URL_SECONDS // 2}", cache)
    return response


def _wanted(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte of a range header, the last before the first where it reaches nothing (RFC 9110 §14.1.2).

    None where there is no header, or one that is to be ignored: malformed, or of several ranges.
    """
    parts = RANGE.match(header)
    if parts is None or parts.groups() == ("", ""):
        return None
    start, end = parts.groups()
    if not start:
        first, last = max(0, size - int(end)), size - 1
    elif end and int(end) < int(start):
        return None
    else:
        first, last = int(start), min(int(end) if end else size - 1, size - 1)
    return first, min(last, first + SLICE_BYTES - 1)


def _whole(request: HttpRequest, stored: FieldFile, mime: str) -> HttpResponseBase:
    if request.method == "HEAD":
        return HttpResponse(content_type=mime)
    if isinstance(request, ASGIRequest):
        # Under ASGI Django would first collect a synchronous stream in memory, all of it.
        return StreamingHttpResponse(_blocks(stored.open("rb")), content_type=mime)
    return FileResponse(stored.open("rb"), content_type=mime)


async def _blocks(file: File) -> AsyncIterator[bytes]:
    try:
        while block := await sync_to_async(file.read)(BLOCK_BYTES):
            yield block
    finally:
        file.close()
