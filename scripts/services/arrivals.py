"""Recordings on their way in: one open upload per take, whichever way its bytes come."""

import uuid
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from opickme import s3
from opickme.deadlocks import made_again
from scripts.exceptions import NotDirect, RecordingTooLarge, TooManyUploads, UploadBusy
from scripts.models import Upload
from scripts.services import direct, uploads


def begin(*, learner: User, client_id: uuid.UUID, length: int) -> Upload:
    """Open the upload of a take over tus, or return the one that is open already.

    Raises RecordingTooLarge, TooManyUploads or UploadBusy.
    """
    return _begin(learner, client_id, length, is_direct=False)


def begin_direct(*, learner: User, client_id: uuid.UUID, length: int) -> Upload:
    """The same for a take that the browser sends straight to the bucket. Raises NotDirect, too."""
    if not s3.is_used():
        raise NotDirect
    upload = _begin(learner, client_id, length, is_direct=True)
    if not upload.multipart_id:
        direct.open_parts(upload)
    return upload


def forget(upload: Upload) -> None:
    """Forget the upload and its bytes. One that is gone already is no error. Raises UploadBusy."""
    if upload.object_name:
        direct.discard(upload)
    else:
        uploads.discard(upload)


def let_go(upload: Upload) -> None:
    """Delete its bytes once the surrounding transaction, which deletes the row, is committed."""
    if upload.object_name:
        direct.let_go(upload)
    else:
        uploads.let_go(upload)


def forget_old() -> None:
    """Forget uploads that nobody goes on with, and bytes whose upload is gone."""
    old = timezone.now() - timedelta(seconds=settings.UPLOAD_KEEP_SECONDS)
    for upload in Upload.objects.filter(created_at__lt=old):
        with suppress(UploadBusy):
            forget(upload)
    uploads.clear_strays()
    if s3.is_used():
        direct.clear_strays()


@made_again
def _begin(learner: User, client_id: uuid.UUID, length: int, *, is_direct: bool) -> Upload:
    if length > settings.AUDIO_MAX_BYTES:
        raise RecordingTooLarge
    others = Upload.objects.filter(learner=learner).exclude(client_id=client_id)
    if others.count() >= settings.UPLOADS_PER_LEARNER:
        raise TooManyUploads
    facts = {"length": length, "object_name": direct.new_name() if is_direct else ""}
    upload, _ = Upload.objects.get_or_create(learner=learner, client_id=client_id, defaults=facts)
    if upload.length == length and bool(upload.object_name) == is_direct:
        return upload
    # The take was recorded on after a first, broken try, or came another way: what was sent of it is of no use.
    forget(upload)
    return Upload.objects.get_or_create(learner=learner, client_id=client_id, defaults=facts)[0]
