"""What an account takes with it: its voice goes when it goes, and is handed out when it asks."""

import json
from collections.abc import Iterable, Iterator
from functools import partial

from accounts.models import User
from accounts.services import ExportPart
from scripts.models import Script, Upload
from scripts.services import arrivals, files

CHUNK_BYTES = 256 * 1024


def delete_recordings_of(*, user: User) -> None:
    """Delete every file of the user's voice, once the surrounding deletion of the account is committed."""
    names = Script.objects.filter(learner=user).values_list("recording", "playback")
    files.drop(*(name for pair in names for name in pair))
    for upload in Upload.objects.filter(learner=user):
        arrivals.let_go(upload)


def export_scripts(*, user: User) -> Iterator[ExportPart]:
    """Yield the user's scripts: `scripts/<number>-<topic>/script.json` and the recording beside it."""
    for script in Script.objects.owned_by(user).with_question().order_by("pk").iterator(chunk_size=50):
        folder = f"scripts/{script.pk}-{script.question.topic.slug}"
        extension = (script.recording.name or "").rpartition(".")[2]
        yield ExportPart(f"{folder}/script.json", partial(_about, script))
        yield ExportPart(f"{folder}/recording.{extension}", partial(_recording, script))


def _about(script: Script) -> Iterable[bytes]:
    about = {
        "topic": script.question.topic.name_en,
        "level": script.question.level,
        "question": script.question_text,
        "text": script.text,
        "words": script.words,
        "seconds": script.duration,
        "state": script.state,
        "recognised_by": script.engine,
        "created_at": script.created_at.isoformat(),
        "updated_at": script.updated_at.isoformat(),
    }
    return [json.dumps(about, ensure_ascii=False, indent=2).encode()]


def _recording(script: Script) -> Iterator[bytes]:
    with script.recording.open("rb") as file:
        yield from file.chunks(CHUNK_BYTES)
