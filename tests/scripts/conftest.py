"""Questions to answer, recordings to answer with, and a storage of each test's own."""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from opickme import s3
from scripts.models import Question, Topic
from tests.scripts import making
from tests.scripts.audio.sounds import recording
from tests.stations import new_station, station_template

__all__ = ["new_station", "station_template"]


@pytest.fixture(autouse=True)
def _storage(settings: Settings, tmp_path: Path) -> None:
    """An empty storage, and no disk that is too full for a test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.UPLOAD_DIR = tmp_path / "uploads"
    settings.MEDIA_ROOT.mkdir()
    settings.MIN_FREE_BYTES = 0
    if s3.is_used():
        for name in making.stored_files():
            default_storage.delete(name)


@pytest.fixture(scope="session")
def webm() -> bytes:
    """Two seconds as MediaRecorder writes them."""
    return recording("webm", seconds=2, live="1")


@pytest.fixture
def take(tmp_path: Path, webm: bytes) -> Path:
    """The same in a file."""
    path = tmp_path / "take"
    path.write_bytes(webm)
    return path


@pytest.fixture
def parks(db: None) -> Topic:
    return making.topic()


@pytest.fixture
def question(parks: Topic) -> Question:
    return making.question()


@pytest.fixture
def learner_api(learner: User) -> APIClient:
    """The learner's program."""
    return as_program(learner)


@pytest.fixture
def stranger_api(other_learner: User) -> APIClient:
    return as_program(other_learner)


def as_program(user: User) -> APIClient:
    api = APIClient(headers={"accept-language": "en"})
    api.force_authenticate(user)
    return api
