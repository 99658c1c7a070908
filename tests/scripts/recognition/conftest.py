from collections.abc import Iterator

import pytest

from scripts.recognition import get_recognizer


@pytest.fixture
def fresh_choice() -> Iterator[None]:
    """The engine is chosen again in this test, and again after it."""
    get_recognizer.cache_clear()
    yield
    get_recognizer.cache_clear()
