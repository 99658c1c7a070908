"""Every test here runs with its files in a bucket of a real S3 server."""

import pytest
from pytest_django import Settings

from tests.scripts.conftest import _storage, learner_api, parks, question, stranger_api, take, webm
from tests.services import S3Server, s3_server

__all__ = ["_storage", "learner_api", "parks", "question", "s3_server", "stranger_api", "take", "webm"]


def use(server: S3Server, settings: Settings, **others: str) -> None:
    """Have the site keep its files on `server`."""
    for name, value in {**server.settings, **others}.items():
        setattr(settings, name, value)
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "opickme.s3.storage.PrivateStorage"}}


@pytest.fixture(autouse=True)
def bucket(s3_server: S3Server, settings: Settings, _storage: None) -> S3Server:
    """The bucket, empty."""
    use(s3_server, settings)
    s3_server.empty()
    return s3_server
