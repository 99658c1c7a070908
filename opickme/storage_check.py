"""Whether the storage takes, gives back and deletes a file; what is wrong is said in one line."""

import uuid

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from opickme import s3

ACCESS = "the store refuses access: look at AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and the policy of the key"
AWAY = "the store does not answer: look at S3_ENDPOINT_URL and the network"
_SENTENCES = {
    "NoSuchBucket": "the bucket does not exist: look at S3_BUCKET",
    "InvalidAccessKeyId": "the store does not know the key: look at AWS_ACCESS_KEY_ID",
    "SignatureDoesNotMatch": "the secret does not fit the key: look at AWS_SECRET_ACCESS_KEY",
    "AccessDenied": ACCESS,
    "Forbidden": ACCESS,
    "403": ACCESS,
    "AuthorizationHeaderMalformed": "the bucket is in another region: look at S3_REGION",
    "RequestTimeTooSkewed": "the clock of this machine differs from that of the store",
    "NoCredentialsError": "there is no key: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    "EndpointConnectionError": AWAY,
    "ConnectTimeoutError": AWAY,
    "ReadTimeoutError": AWAY,
    "ConnectionClosedError": AWAY,
    "StoreIsSilent": AWAY,
}


class StorageFault(Exception):
    """One line that says what is wrong, and which setting to look at."""


def check() -> None:
    """Write, read and delete a small file. Raises StorageFault."""
    try:
        _round_trip()
    except Exception as error:
        raise StorageFault(_sentence(error)) from error


def advice() -> list[str]:
    """What works, but is not as docs/storage.md asks: a line for each. Raises nothing."""
    if not s3.is_used():
        return []
    client = s3.client()
    found = []
    try:
        rules = client.get_bucket_cors(Bucket=settings.S3_BUCKET)["CORSRules"]
        if not any("PUT" in rule["AllowedMethods"] for rule in rules):
            found.append("the CORS rules of the bucket do not allow PUT: no browser can send a recording")
    except Exception as error:
        if s3.code_of(error) == "NoSuchCORSConfiguration":
            found.append("the bucket has no CORS rule: no browser can send a recording")
        else:
            found.append(f"the CORS rules of the bucket could not be read ({s3.code_of(error)})")
    try:
        client.get_bucket_lifecycle_configuration(Bucket=settings.S3_BUCKET)
    except Exception as error:
        if s3.code_of(error) == "NoSuchLifecycleConfiguration":
            found.append("the bucket has no lifecycle rule: parts of broken uploads are only cleared by the workers")
    return found


def _round_trip() -> None:
    content = uuid.uuid4().bytes
    name = default_storage.save(f"health/{uuid.uuid4().hex}", ContentFile(content))
    try:
        with default_storage.open(name) as file:
            if file.read() != content:
                raise OSError("it gives back something else")
    finally:
        default_storage.delete(name)


def _sentence(error: Exception) -> str:
    if not s3.is_fault(error):
        return f"the storage fails: {error}"
    code = s3.code_of(error)
    return f"{_SENTENCES.get(code, 'the store refuses what it is asked')} ({code}, bucket {settings.S3_BUCKET})"
