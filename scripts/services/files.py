"""Stored files as files on this machine, whatever the storage is."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db.models.fields.files import FieldFile


@contextmanager
def on_this_disk(stored: FieldFile) -> Iterator[Path]:
    """Give a path at which `stored` can be read until the block ends; a copy only where the storage has no paths."""
    try:
        path = Path(stored.path)
    except NotImplementedError:
        with tempfile.NamedTemporaryFile(suffix=Path(stored.name or "").suffix) as copy, stored.open("rb") as source:
            shutil.copyfileobj(source, copy)
            copy.flush()
            yield Path(copy.name)
        return
    yield path
