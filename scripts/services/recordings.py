"""From a recording to a script: checked, stored, queued, exactly once."""

import uuid
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.db import IntegrityError, transaction

from accounts.models import User
from opickme.deadlocks import made_again
from opickme.metrics import work
from scripts import events
from scripts.audio import jail
from scripts.audio.containers import Container
from scripts.audio.errors import AudioError
from scripts.exceptions import BadRecording, RecordingTooLarge
from scripts.models import Question, Script
from scripts.services import files, queue
from scripts.services.direct import Arrived


def create_script(
    *, learner: User, question: Question, client_id: uuid.UUID, source: Path, arrived: Arrived | None = None
) -> tuple[Script, bool]:
    """Store the recording at `source` and queue its recognition; return the script and whether it is new.

    `arrived` says that the same bytes lie in the bucket already.

    The same `client_id` again gives the script that is there already: one take is never two scripts. `source` stays
    the caller's. Raises BadRecording, RecordingTooLarge or StorageFull; then nothing is stored.
    """
    if existing := find_script(learner=learner, client_id=client_id):
        return existing, False
    probe = _check(source)
    name = _store(source, arrived, folder=f"recordings/{learner.pk}", container=probe.container)
    script = Script(
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
    try:
        _write(script, size=source.stat().st_size)
    except IntegrityError:
        # Another request brought the same take at the same time and was first.
        files.drop(name)
        if existing := find_script(learner=learner, client_id=client_id):
            return existing, False
        raise
    return script, True


def find_script(*, learner: User, client_id: uuid.UUID) -> Script | None:
    """Return the script that this take of this learner has become, if it has."""
    return Script.objects.with_question().filter(learner=learner, client_id=client_id).first()


@made_again
@transaction.atomic
def _write(script: Script, *, size: int) -> None:
    script.pk = None  # of a try before this one, which the database has undone
    script.save(force_insert=True)
    files.keep(script.recording.name or "")
    queue.queue_new(script)
    events.script_updated(learner_id=script.learner_id, script_id=script.pk, state=script.state)
    transaction.on_commit(partial(work.count, size=size))


def _store(source: Path, arrived: Arrived | None, *, folder: str, container: Container) -> str:
    if arrived is not None:
        mime, extension = container.mime, container.extension
        return files.copy_object(arrived.object_name, tag=arrived.tag, folder=folder, extension=extension, mime=mime)
    with source.open("rb") as stream:
        return files.store(File(stream), folder=folder, extension=container.extension)


def _check(source: Path) -> jail.Probe:
    if source.stat().st_size > settings.AUDIO_MAX_BYTES:
        raise RecordingTooLarge
    try:
        return jail.probe(source)
    except AudioError as error:
        raise BadRecording(error.code, error.message) from error
