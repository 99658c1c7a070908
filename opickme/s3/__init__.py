"""Objects in S3: one private bucket, which browsers reach by addresses that are signed and soon worth nothing.

Nothing of boto3 is loaded where S3_BUCKET is not set.
"""

import sys
from functools import lru_cache
from typing import Any

from django.conf import settings

from opickme.s3.patience import patience


def is_used() -> bool:
    """Whether files lie in a bucket and not on the disk."""
    return bool(settings.S3_BUCKET)


def client() -> Any:
    """The client of this process for the address that servers reach the store under."""
    return _client(settings.S3_ENDPOINT_URL, settings.S3_REGION, *_keys())


def public_client() -> Any:
    """The client whose signed addresses are for browsers, which may reach the store under another name."""
    return _client(settings.S3_PUBLIC_ENDPOINT_URL or settings.S3_ENDPOINT_URL, settings.S3_REGION, *_keys())


def config() -> Any:
    """How boto3 is to speak to any store."""
    from botocore.config import Config

    return Config(
        signature_version="s3v4",
        s3={"addressing_style": "path"},
        # The defaults block a request for more than 100 s when the store hangs (measured).
        connect_timeout=3,
        read_timeout=5,
        retries={"mode": "standard", "total_max_attempts": 2},
        # Newer than many a store; the checksum of TCP and of the signed length are enough for what we send.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )


def is_fault(error: BaseException | None) -> bool:
    """Whether the store did not do what it was asked: that passes, or an operator mends it."""
    if "botocore" not in sys.modules:
        return False
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError
    from s3transfer.exceptions import RetriesExceededError

    return isinstance(error, BotoCoreError | ClientError | Boto3Error | RetriesExceededError)


def code_of(error: BaseException) -> str:
    """The store's own word for what it refused, or the name of what failed on the way to it."""
    answer = getattr(error, "response", None) or {}  # what failed on the way has one that is None
    return str(answer.get("Error", {}).get("Code", "")) or type(error).__name__


def signed_url(name: str, *, mime: str, disposition: str, cache: str, method: str = "GET") -> str:
    """Address at which a browser may read the object for S3_URL_SECONDS."""
    parameters = {
        "Bucket": settings.S3_BUCKET,
        "Key": name,
        "ResponseContentType": mime,
        "ResponseContentDisposition": disposition,
        "ResponseCacheControl": cache,
    }
    # The method is part of what is signed.
    operation = "head_object" if method == "HEAD" else "get_object"
    signed: str = public_client().generate_presigned_url(operation, parameters, ExpiresIn=settings.S3_URL_SECONDS)
    return signed


def _keys() -> tuple[str, str]:
    return settings.AWS_ACCESS_KEY_ID, settings.AWS_SECRET_ACCESS_KEY


@lru_cache(maxsize=8)
def _client(endpoint: str, region: str, key: str, secret: str) -> Any:
    import boto3

    # Without keys boto3 looks for those of the machine. A session of its own: boto3's default one is not thread-safe.
    session = boto3.session.Session(aws_access_key_id=key or None, aws_secret_access_key=secret or None)
    patience.watch(session.events)
    return session.client("s3", endpoint_url=endpoint, region_name=region, config=config())
