from collections.abc import Iterator

import pytest

from scripts.recognition import get_recognizer
from tests.scripts.recognition.google_server import GoogleServer, google_server
from tests.scripts.recognition.google_storage import GoogleStorage


@pytest.fixture
def fresh_choice() -> Iterator[None]:
    """The engine is chosen again in this test, and again after it."""
    get_recognizer.cache_clear()
    yield
    get_recognizer.cache_clear()


@pytest.fixture
def server() -> Iterator[GoogleServer]:
    """Google's recogniser."""
    with google_server() as served:
        yield served


@pytest.fixture
def storage(server: GoogleServer) -> Iterator[GoogleStorage]:
    """Google's storage, from which its recogniser reads."""
    served = GoogleStorage()
    served.start()
    server.stored = served.objects
    yield served
    served.stop()
