"""Serving stored audio to people who may hear it, range by range."""

import re

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header

RANGE = re.compile(r"bytes=(\d*)-(\d*)\Z")
SLICE_BYTES = 2 * 1024 * 1024
"""Most that one answer to a range carries; a player asks on. RFC 9110 §15.3.7 lets a server send less."""


def serve_audio(
    request: HttpRequest, stored: FieldFile, *, mime: str, filename: str, cache: str = "private, no-store"
) -> HttpResponseBase:
    """Answer with the file or the range that is asked for (200, 206 or 416).

    The type is what the server found in the bytes, never what the client called it, and nothing is ever rendered.
    """
    size = stored.size
    wanted = RANGE.match(request.headers.get("Range", ""))
    if wanted is None:
        response: HttpResponseBase = FileResponse(stored.open("rb"), content_type=mime)
    elif (span := _span(wanted, size)) is None:
        response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    else:
        first, last = span
        with stored.open("rb") as file:
            file.seek(first)
            response = HttpResponse(file.read(last - first + 1), status=206, content_type=mime)
        response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = cache
    response.headers["X-Content-Type-Options"] = "nosniff"
    disposition = content_disposition_header(bool(request.GET.get("download")), filename)
    response.headers["Content-Disposition"] = disposition or "attachment"
    return response


def _span(wanted: re.Match[str], size: int) -> tuple[int, int] | None:
    """First and last byte of a range header, None where it reaches nothing (RFC 9110 §14.1.2)."""
    start, end = wanted.groups()
    if not start:
        first, last = max(0, size - int(end or 0)), size - 1
    else:
        first, last = int(start), min(int(end) if end else size - 1, size - 1)
    last = min(last, first + SLICE_BYTES - 1)
    return (first, last) if first <= last else None
