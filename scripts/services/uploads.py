"""A recording on its way in: the core of tus 1.0 (https://tus.io/protocols/resumable-upload).

The bytes that have arrived lie in one file, whose length is the offset: a server killed at any moment leaves a file
whose length is still the truth, so the browser goes on from there.
"""

import os
import uuid
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.models import User
from scripts.exceptions import RecordingTooLarge, UploadConflict, UploadIncomplete
from scripts.models import Upload
from scripts.services.recordings import storage_room


def begin(*, learner: User, client_id: uuid.UUID, length: int) -> Upload:
    """Open the upload of a take, or return the one that is open already. Raises RecordingTooLarge."""
    if length > settings.AUDIO_MAX_BYTES:
        raise RecordingTooLarge
    settings.UPLOAD_DIR.mkdir(parents=True, exist_ok=True)
    try:
        with transaction.atomic():
            upload, _ = Upload.objects.get_or_create(learner=learner, client_id=client_id, defaults={"length": length})
    except IntegrityError:
        upload = Upload.objects.get(learner=learner, client_id=client_id)
    if upload.length != length:
        # The take was recorded on after a first, broken try: what was sent of the shorter one is of no use.
        discard(upload)
        return begin(learner=learner, client_id=client_id, length=length)
    path_of(upload).touch(mode=0o600)
    return upload


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
    """Write `chunks` at `offset` and return the new offset. Raises UploadConflict when `offset` is not the end.

    A connection that breaks in the middle leaves what came: the next request asks for the offset and goes on.
    """
    with storage_room(), path_of(upload).open("ab") as file:
        _lock(file.fileno())
        end = os.fstat(file.fileno()).st_size
        if offset != end:
            raise UploadConflict(offset=end)
        for chunk in chunks:
            if end + len(chunk) > upload.length:
                raise RecordingTooLarge
            file.write(chunk)
            end += len(chunk)
        file.flush()
    return end


def whole_file(upload: Upload) -> Path:
    """The file, once every byte of it is there. Raises UploadIncomplete."""
    if offset_of(upload) != upload.length:
        raise UploadIncomplete(offset=offset_of(upload))
    return path_of(upload)


def discard(upload: Upload) -> None:
    """Forget the upload and its bytes."""
    path_of(upload).unlink(missing_ok=True)
    upload.delete()


def _lock(descriptor: int) -> None:
    """Two requests for one upload wait for each other; the second then sees the first one's end."""
    import fcntl

    fcntl.flock(descriptor, fcntl.LOCK_EX)
