"""The ways in which a recording arrives: in one request, or before it in pieces, to us or straight into the bucket."""

import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile

from accounts.models import User
from scripts.exceptions import BadRecording, NoSuchUpload, RecordingTooLarge, UploadBusy
from scripts.models import Question, Script, Upload
from scripts.services import arrivals, direct, uploads
from scripts.services.files import storage_room
from scripts.services.recordings import create_script, find_script


def take_in(
    *,
    learner: User,
    question: Question,
    client_id: uuid.UUID,
    audio: UploadedFile[Any] | None = None,
    upload: uuid.UUID | None = None,
) -> tuple[Script, bool]:
    """Make the script of one take from `audio` or from the complete `upload`; say whether it is new."""
    if existing := find_script(learner=learner, client_id=client_id):
        _discard_upload(learner=learner, client_id=client_id)
        return existing, False
    if upload is not None:
        return _from_upload(learner=learner, question=question, client_id=client_id, upload=upload)
    assert audio is not None
    if (audio.size or 0) > settings.AUDIO_MAX_BYTES:
        raise RecordingTooLarge
    with _as_file(audio) as path:
        return create_script(learner=learner, question=question, client_id=client_id, source=path)


def _from_upload(*, learner: User, question: Question, client_id: uuid.UUID, upload: uuid.UUID) -> tuple[Script, bool]:
    try:
        if Upload.objects.filter(pk=upload).exclude(object_name="").exists():
            with direct.completed(learner=learner, client_id=client_id, upload_id=upload) as arrived:
                return create_script(
                    learner=learner, question=question, client_id=client_id, source=arrived.path, arrived=arrived
                )
        with uploads.completed(learner=learner, client_id=client_id, upload_id=upload) as path:
            return create_script(learner=learner, question=question, client_id=client_id, source=path)
    except NoSuchUpload:
        # The same request, sent twice, has met itself: the first has made the script and done with the upload.
        if existing := find_script(learner=learner, client_id=client_id):
            return existing, False
        raise
    except BadRecording:
        _discard_upload(learner=learner, client_id=client_id)
        raise


def _discard_upload(*, learner: User, client_id: uuid.UUID) -> None:
    for left_over in Upload.objects.filter(learner=learner, client_id=client_id):
        with suppress(UploadBusy):
            arrivals.forget(left_over)


@contextmanager
def _as_file(audio: UploadedFile[Any]) -> Iterator[Path]:
    if isinstance(audio, TemporaryUploadedFile):
        yield Path(audio.temporary_file_path())
        return
    with storage_room(), tempfile.NamedTemporaryFile() as copy:
        for chunk in audio.chunks():
            copy.write(chunk)
        copy.flush()
        yield Path(copy.name)
