import itertools
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def put(tmp_path: Path) -> Callable[[bytes], Path]:
    """Write bytes into a new file whose name says nothing; return its path."""
    numbers = itertools.count()

    def write(data: bytes) -> Path:
        path = tmp_path / f"take-{next(numbers)}.bin"
        path.write_bytes(data)
        return path

    return write
