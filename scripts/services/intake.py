"""The two ways in which a recording arrives: in one request, or uploaded in pieces before."""

import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.shortcuts import get_object_or_404

from accounts.models import User
from scripts.exceptions import RecordingTooLarge
from scripts.models import Question, Script, Upload
from scripts.services import uploads
from scripts.services.recordings import create_script, find_script, storage_room


def take_in(
    *,
    learner: User,
    question: Question,
    client_id: uuid.UUID,
    audio: UploadedFile | None = None,
    upload: uuid.UUID | None = None,
) -> tuple[Script, bool]:
    """Make the script of one take from `audio` or from the complete `upload`; say whether it is new."""
    if existing := find_script(learner=learner, client_id=client_id):
        for left_over in Upload.objects.filter(learner=learner, client_id=client_id):
            uploads.discard(left_over)
        return existing, False
    if audio is not None:
        if (audio.size or 0) > settings.AUDIO_MAX_BYTES:
            raise RecordingTooLarge
        with _as_file(audio) as path:
            return create_script(learner=learner, question=question, client_id=client_id, source=path)
    arrived = get_object_or_404(Upload, pk=upload, learner=learner, client_id=client_id)
    made = create_script(learner=learner, question=question, client_id=client_id, source=uploads.whole_file(arrived))
    uploads.discard(arrived)
    return made


@contextmanager
def _as_file(audio: UploadedFile) -> Iterator[Path]:
    if isinstance(audio, TemporaryUploadedFile):
        yield Path(audio.temporary_file_path())
        return
    with storage_room(), tempfile.NamedTemporaryFile() as copy:
        for chunk in audio.chunks():
            copy.write(chunk)
        copy.flush()
        yield Path(copy.name)
