"""From a recording to a script: checked, stored, queued, exactly once."""

import errno
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from scripts import tasks
from scripts.audio import jail
from scripts.audio.errors import AudioError
from scripts.exceptions import BadRecording, RecordingTooLarge, StorageFull
from scripts.models import Question, Script


def create_script(*, learner: User, question: Question, client_id: uuid.UUID, source: Path) -> tuple[Script, bool]:
    """Store the recording at `source` and queue its recognition; return the script and whether it is new.

    The same `client_id` again gives the script that is there already: one take is never two scripts. `source` stays
    the caller's. Raises BadRecording, RecordingTooLarge or StorageFull; then nothing is stored.
    """
    if existing := find_script(learner=learner, client_id=client_id):
        return existing, False
    probe = _check(source)
    name = _store(source, probe.container.extension)
    try:
        with transaction.atomic():
            script = Script.objects.create(
                learner=learner,
                question=question,
                question_text=question.text,
                category=question.topic.category,
                client_id=client_id,
                recording=name,
                recording_mime=probe.container.mime,
                duration=probe.duration_seconds,
                incomplete=probe.incomplete,
            )
            tasks.recognize_script.enqueue(script.pk)
    except BaseException as error:
        default_storage.delete(name)
        existing = find_script(learner=learner, client_id=client_id) if isinstance(error, IntegrityError) else None
        if existing is None:
            raise
        return existing, False
    return script, True


def find_script(*, learner: User, client_id: uuid.UUID) -> Script | None:
    """Return the script that this take of this learner has become, if it has."""
    return Script.objects.filter(learner=learner, client_id=client_id).first()


def _check(source: Path) -> jail.Probe:
    size = source.stat().st_size
    if size > settings.AUDIO_MAX_BYTES:
        raise RecordingTooLarge
    try:
        probe = jail.probe(source)
    except AudioError as error:
        raise BadRecording(error.code, str(error.message)) from error
    return probe


def _store(source: Path, extension: str) -> str:
    """Copy into the storage under a name of our own. The day in it lets the sweeper look for strays day by day."""
    name = f"recordings/{timezone.now():%Y/%m/%d}/{uuid.uuid4().hex}.{extension}"
    with storage_room(), source.open("rb") as stream:
        return default_storage.save(name, File(stream))


@contextmanager
def storage_room() -> Iterator[None]:
    """Turn a full disk into StorageFull, before the last free bytes are taken and when they are."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(settings.DATA_DIR).free < settings.MIN_FREE_BYTES:
        raise StorageFull
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFull from error
        raise
