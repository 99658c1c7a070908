"""Django's storage over the bucket."""

from typing import Any

from django.conf import settings
from storages.backends.s3 import S3Storage

from opickme.s3 import config
from opickme.s3.patience import patience


class PrivateStorage(S3Storage):
    """Objects that nobody reads without a signature.

    No ACL is sent: an object is its bucket's alone by default, and buckets that allow no ACL refuse every one.
    """

    def get_default_settings(self) -> dict[str, Any]:
        return super().get_default_settings() | {
            "bucket_name": settings.S3_BUCKET,
            "endpoint_url": settings.S3_ENDPOINT_URL,
            "region_name": settings.S3_REGION,
            "access_key": settings.AWS_ACCESS_KEY_ID,
            "secret_key": settings.AWS_SECRET_ACCESS_KEY,
            "default_acl": None,
            "file_overwrite": False,
            "querystring_expire": settings.S3_URL_SECONDS,
            "max_memory_size": 1024 * 1024,
            "client_config": config(),
        }

    def _create_session(self) -> Any:
        session = super()._create_session()
        patience.watch(session.events)
        return session
