"""Multipart uploads: a browser sends the parts by signed addresses, the server opens, counts and joins them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings

from opickme.s3 import client, code_of, is_fault, public_client

PART_BYTES = 5 * 1024 * 1024
"""The least that S3 takes for a part that is not the last."""
_GONE = {"NoSuchUpload", "NoSuchKey", "404", "NotFound"}


class Gone(Exception):
    """There is no such upload or object (any more)."""


def start(name: str) -> str:
    """Open an upload and return its id. The type says nothing: what it is, its bytes will tell."""
    opened = client().create_multipart_upload(
        Bucket=settings.S3_BUCKET, Key=name, ContentType="application/octet-stream"
    )
    return str(opened["UploadId"])


def sign(name: str, upload_id: str, *, number: int, size: int) -> str:
    """Address at which a browser may put this part of exactly `size` bytes for S3_URL_SECONDS."""
    parameters = {**_which(name, upload_id), "PartNumber": number, "ContentLength": size}
    signed: str = public_client().generate_presigned_url(
        "upload_part", parameters, ExpiresIn=settings.S3_URL_SECONDS, HttpMethod="PUT"
    )
    return signed


def sent(name: str, upload_id: str) -> dict[int, tuple[int, str]]:
    """Size and tag of each part that has arrived, by its number. Raises Gone."""
    pages = client().get_paginator("list_parts").paginate(**_which(name, upload_id))
    with _gone():
        return {part["PartNumber"]: (part["Size"], part["ETag"]) for page in pages for part in page.get("Parts", [])}


def join(name: str, upload_id: str, tags: dict[int, str]) -> None:
    """Make one object of the parts. Raises Gone, as it does for the second who tries."""
    listed = [{"PartNumber": number, "ETag": tag} for number, tag in sorted(tags.items())]
    with _gone():
        client().complete_multipart_upload(**_which(name, upload_id), MultipartUpload={"Parts": listed})


def abort(name: str, upload_id: str) -> None:
    """Throw the parts away. One that is gone already is no error."""
    try:
        with _gone():
            client().abort_multipart_upload(**_which(name, upload_id))
    except Gone:
        return


def size_of(name: str) -> int | None:
    """Size of the object; None where there is none."""
    try:
        with _gone():
            return int(client().head_object(Bucket=settings.S3_BUCKET, Key=name)["ContentLength"])
    except Gone:
        return None


def read(name: str) -> tuple[Iterator[bytes], str]:
    """The object block by block, and its tag. Raises Gone."""
    with _gone():
        answer = client().get_object(Bucket=settings.S3_BUCKET, Key=name)
    return answer["Body"].iter_chunks(256 * 1024), answer["ETag"]


def copy(name: str, to: str, *, tag: str, mime: str) -> None:
    """Copy the object inside the bucket, if it is still the one of this tag. Raises Gone."""
    with _gone():
        client().copy_object(
            Bucket=settings.S3_BUCKET,
            Key=to,
            CopySource={"Bucket": settings.S3_BUCKET, "Key": name},
            CopySourceIfMatch=tag,
            ContentType=mime,
            MetadataDirective="REPLACE",
        )


def open_before(moment: datetime, *, folder: str) -> list[tuple[str, str]]:
    """Name and id of unfinished uploads into `folder` that were opened before `moment`, 1000 at most."""
    found = client().list_multipart_uploads(Bucket=settings.S3_BUCKET, Prefix=f"{folder}/")
    return [(each["Key"], each["UploadId"]) for each in found.get("Uploads", []) if each["Initiated"] < moment]


def objects_before(moment: datetime, *, folder: str) -> list[str]:
    """Names of objects in `folder` that were written before `moment`, 1000 at most."""
    found = client().list_objects_v2(Bucket=settings.S3_BUCKET, Prefix=f"{folder}/")
    return [each["Key"] for each in found.get("Contents", []) if each["LastModified"] < moment]


def _which(name: str, upload_id: str) -> dict[str, Any]:
    return {"Bucket": settings.S3_BUCKET, "Key": name, "UploadId": upload_id}


class _gone:  # noqa: N801 (reads as what it is: with _gone())
    """Turn the store's ways to say that something is not there into Gone."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is not None and is_fault(error) and code_of(error) in _GONE:
            raise Gone from error
