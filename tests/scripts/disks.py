"""Disks that are trouble."""

import errno
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class FullDisk(FileSystemStorage):
    """Takes 1000 bytes of a file and then has no room, as a disk does."""

    def _save(self, name: str, content: File[Any]) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.read(1000))
        raise OSError(errno.ENOSPC, "No space left on device")


FULL_AFTER_1000_BYTES = {"BACKEND": "tests.scripts.disks.FullDisk"}
