"""Disks that are trouble."""

import errno
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadhandler import TemporaryFileUploadHandler

NO_SPACE = OSError(errno.ENOSPC, "No space left on device")


class FullDisk(FileSystemStorage):
    """Takes 1000 bytes of a file and then has no room, as a disk does."""

    def _save(self, name: str, content: File[Any]) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.read(1000))
        raise NO_SPACE


class FullTemporary(TemporaryFileUploadHandler):
    """A directory for temporary files without room for the body of a request."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        raise NO_SPACE


FULL_AFTER_1000_BYTES = {"BACKEND": "tests.scripts.disks.FullDisk"}
