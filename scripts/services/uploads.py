"""A recording on its way in through us: the core of tus 1.0 (https://tus.io/protocols/resumable-upload).

The bytes that have arrived lie in one file, whose length is the offset: a server killed at any moment leaves a file
whose length is still the truth, so the browser goes on from there.
"""

import fcntl
import os
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from accounts.models import User
from scripts.exceptions import (
    NoSuchUpload,
    RecordingTooLarge,
    UploadBusy,
    UploadConflict,
    UploadIncomplete,
)
from scripts.models import Upload
from scripts.services.files import storage_room

LOCK_WAIT_SECONDS = 3.0
STRAY_SECONDS = 3600


def path_of(upload: Upload) -> Path:
    """The file of the bytes that have arrived."""
    return settings.UPLOAD_DIR / f"{upload.pk.hex}.part"


def offset_of(upload: Upload) -> int:
    """How many bytes have arrived."""
    try:
        return path_of(upload).stat().st_size
    except FileNotFoundError:
        return 0


def append(*, upload: Upload, offset: int, chunks: Iterable[bytes]) -> int:
    """Write `chunks` at `offset` and return the new offset.

    A connection that breaks in the middle leaves what came: the next request asks for the offset and goes on. Raises
    UploadConflict when `offset` is not the end, UploadBusy, NoSuchUpload, RecordingTooLarge or StorageFull.
    """
    with storage_room(), _held(upload) as file:
        end = os.fstat(file.fileno()).st_size
        if offset != end:
            raise UploadConflict(offset=end)
        for chunk in chunks:
            if end + len(chunk) > upload.length:
                raise RecordingTooLarge
            file.write(chunk)
            end += len(chunk)
    return end


@contextmanager
def completed(*, learner: User, client_id: uuid.UUID, upload_id: uuid.UUID) -> Iterator[Path]:
    """Give the file, once every byte of it is there, to one user at a time.

    The upload is done with when the block ends well. Raises NoSuchUpload, UploadBusy or UploadIncomplete.
    """
    upload = Upload.objects.filter(pk=upload_id, learner=learner, client_id=client_id, object_name="").first()
    if upload is None:
        raise NoSuchUpload
    with _held(upload) as file:
        arrived = os.fstat(file.fileno()).st_size
        if arrived != upload.length:
            raise UploadIncomplete(offset=arrived)
        yield path_of(upload)
        _remove(upload)


def let_go(upload: Upload) -> None:
    """Delete the bytes once the surrounding transaction, which deletes the row, is committed."""
    transaction.on_commit(partial(path_of(upload).unlink, missing_ok=True), robust=True)


def discard(upload: Upload) -> None:
    """Forget the upload and its bytes. One that is gone already is no error. Raises UploadBusy."""
    with suppress(NoSuchUpload), _held(upload):
        _remove(upload)


def clear_strays() -> None:
    """Delete files whose upload is gone."""
    known = {path_of(upload).name for upload in Upload.objects.filter(object_name="").only("pk")}
    for path in settings.UPLOAD_DIR.glob("*.part"):
        with suppress(FileNotFoundError):
            if path.name not in known and time.time() - path.stat().st_mtime > STRAY_SECONDS:
                path.unlink()


@contextmanager
def _held(upload: Upload) -> Iterator[BinaryIO]:
    """Open the upload's file for one user at a time, at its end. Raises UploadBusy, or NoSuchUpload if it is gone."""
    settings.UPLOAD_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = path_of(upload)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as file:
        _lock(file)
        if not Upload.objects.filter(pk=upload.pk).exists():
            # Discarded while we waited, and opening has just made the file again.
            path.unlink(missing_ok=True)
            raise NoSuchUpload
        yield file


def _lock(file: BinaryIO) -> None:
    deadline = time.monotonic() + LOCK_WAIT_SECONDS
    while True:
        try:
            return fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > deadline:
                raise UploadBusy from error
            time.sleep(0.02)


def _remove(upload: Upload) -> None:
    # The row first: a file without a row is swept away, a row without its bytes would ask for them again.
    Upload.objects.filter(pk=upload.pk).delete()
    path_of(upload).unlink(missing_ok=True)
