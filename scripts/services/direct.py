"""A recording that a browser sends straight to S3, in parts: we only sign, and look at what arrived.

Nothing is locked: every step may run twice, on two machines at once. The bytes lie under a name that only we choose,
the parts are joined once, and `(learner, client_id)` of the script decides between two who bring the same take.
"""

import logging
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from opickme import s3
from opickme.deadlocks import made_again
from opickme.s3 import parts
from scripts.exceptions import NoSuchPart, NoSuchUpload, RecordingTooLarge, UploadIncomplete
from scripts.models import Upload
from scripts.services import files

logger = logging.getLogger(__name__)

INCOMING = "incoming"
"""Folder of what is not a recording yet; whatever stays in it may expire by a rule of the bucket."""
STRAY_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a browser has sent: a copy to look at, and where the bytes lie."""

    path: Path
    object_name: str
    tag: str


def new_name() -> str:
    """A name that nobody can guess."""
    return f"{INCOMING}/{uuid.uuid4().hex}"


def open_parts(upload: Upload) -> None:
    """Open the multipart upload of the row, once: whoever comes second throws his own away. Raises NoSuchUpload."""
    opened = parts.start(upload.object_name)
    if not Upload.objects.filter(pk=upload.pk, multipart_id="").update(multipart_id=opened):
        parts.abort(upload.object_name, opened)
    fresh = Upload.objects.filter(pk=upload.pk).first()
    if fresh is None:
        raise NoSuchUpload
    upload.multipart_id = fresh.multipart_id


def arrived_parts(upload: Upload) -> list[int]:
    """Numbers of the parts that have arrived whole. An upload that the store has thrown away starts again."""
    try:
        sent = parts.sent(upload.object_name, upload.multipart_id)
    except parts.Gone:
        if parts.size_of(upload.object_name) == upload.length:
            return part_numbers(upload)
        Upload.objects.filter(pk=upload.pk, multipart_id=upload.multipart_id).update(multipart_id="")
        open_parts(upload)
        return []
    return [number for number in part_numbers(upload) if number in sent and sent[number][0] == _size(upload, number)]


def part_numbers(upload: Upload) -> list[int]:
    """The parts that the take is sent in."""
    return list(range(1, -(-upload.length // parts.PART_BYTES) + 1))


def sign_part(*, upload: Upload, number: int) -> str:
    """Address at which the browser puts this part, of exactly its size. Raises NoSuchPart."""
    if number not in part_numbers(upload):
        raise NoSuchPart
    return parts.sign(upload.object_name, upload.multipart_id, number=number, size=_size(upload, number))


@contextmanager
def completed(*, learner: User, client_id: uuid.UUID, upload_id: uuid.UUID) -> Iterator[Arrived]:
    """Give what arrived, once every part of it is there; the upload is done with when the block ends well.

    Raises NoSuchUpload, UploadIncomplete, RecordingTooLarge or StorageFull.
    """
    upload = Upload.objects.filter(pk=upload_id, learner=learner, client_id=client_id).exclude(object_name="").first()
    if upload is None:
        raise NoSuchUpload
    try:
        _join(upload)
        with files.storage_room(), tempfile.NamedTemporaryFile() as copy:
            blocks, tag = parts.read(upload.object_name)
            for block in blocks:
                copy.write(block)
            copy.flush()
            yield Arrived(path=Path(copy.name), object_name=upload.object_name, tag=tag)
    except parts.Gone as error:
        # Thrown away by the store, or done with by another request a moment ago.
        discard(upload)
        raise NoSuchUpload from error
    discard(upload)


@made_again
def discard(upload: Upload) -> None:
    """Forget the upload and its bytes. Safe to call twice."""
    with transaction.atomic():
        Upload.objects.filter(pk=upload.pk).delete()
        let_go(upload)


def let_go(upload: Upload) -> None:
    """Delete the bytes once the surrounding transaction is committed; housekeeping makes up for what fails then."""
    files.drop(upload.object_name)
    if upload.multipart_id:
        abort = partial(parts.abort, upload.object_name, upload.multipart_id)
        transaction.on_commit(abort, robust=True)


def clear_strays() -> None:
    """Delete what lies in the bucket for no row: a process died, or a deletion failed."""
    before = timezone.now() - STRAY_AFTER
    try:
        for name, multipart_id in parts.open_before(before, folder=INCOMING):
            if not Upload.objects.filter(object_name=name, multipart_id=multipart_id).exists():
                parts.abort(name, multipart_id)
        lying = parts.objects_before(before, folder=INCOMING)
        known = set(Upload.objects.filter(object_name__in=lying).values_list("object_name", flat=True))
        files.drop(*(name for name in lying if name not in known))
    except Exception as error:
        if not s3.is_fault(error):
            raise
        logger.warning("strays are looked for later: %s", s3.code_of(error))


def _join(upload: Upload) -> None:
    """Make one object of the parts, if that is not done yet. Raises UploadIncomplete or RecordingTooLarge."""
    try:
        sent = parts.sent(upload.object_name, upload.multipart_id)
        if sum(size for size, _ in sent.values()) > upload.length:
            discard(upload)
            raise RecordingTooLarge
        wanted = {number: _size(upload, number) for number in part_numbers(upload)}
        if {number: size for number, (size, _) in sent.items()} != wanted:
            raise UploadIncomplete
        parts.join(upload.object_name, upload.multipart_id, {number: tag for number, (_, tag) in sent.items()})
    except parts.Gone:
        return  # joined before, by this take's own request; where not, there is no object to read either


def _size(upload: Upload, number: int) -> int:
    return min(parts.PART_BYTES, upload.length - (number - 1) * parts.PART_BYTES)
