"""What this process logs while a test runs."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from opickme.logs.lines import JsonLine


@pytest.fixture
def lines() -> Iterator[list[dict[str, Any]]]:
    """Its lines from now on, read as a program reads them."""
    said: list[dict[str, Any]] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(json.loads(self.format(record)))

    keep = Keep()
    keep.setFormatter(JsonLine())
    logging.getLogger().addHandler(keep)
    yield said
    logging.getLogger().removeHandler(keep)
