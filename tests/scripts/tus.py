"""A client of the resumable upload, one request at a time."""

import base64
import uuid
from typing import Any

from django.http import HttpResponse
from rest_framework.test import APIClient

VERSION = {"Tus-Resumable": "1.0.0"}


def metadata(client_id: object) -> str:
    return f"client_id {base64.b64encode(str(client_id).encode()).decode()}"


def create(api: APIClient, *, length: object, client_id: object = None, **headers: str) -> HttpResponse:
    told = {**VERSION, "Upload-Length": str(length), "Upload-Metadata": metadata(client_id or uuid.uuid4()), **headers}
    return api.post("/api/v1/uploads/", headers=told)


def opened(api: APIClient, *, length: int, client_id: object = None) -> str:
    """Address of a new upload."""
    answer = create(api, length=length, client_id=client_id)
    assert answer.status_code == 201, answer.content
    return answer["Location"]


def send(api: APIClient, url: str, data: bytes, *, offset: object) -> HttpResponse:
    headers = {**VERSION, "Upload-Offset": str(offset)}
    return api.patch(url, data=data, content_type="application/offset+octet-stream", headers=headers)


def offset(api: APIClient, url: str) -> int:
    """How far the server says it is."""
    answer = api.head(url, headers=VERSION)
    assert answer.status_code == 200, answer.content
    return int(answer["Upload-Offset"])


def finalise(api: APIClient, url: str, **fields: Any) -> HttpResponse:
    """Make the script of a complete upload."""
    return api.post("/api/v1/scripts/", {**fields, "upload": url.rstrip("/").rpartition("/")[2]}, format="json")
