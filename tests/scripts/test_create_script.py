import uuid
from pathlib import Path

import pytest
from django.core.files import File
from django.core.files.storage import default_storage
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.models import User
from scripts.audio.errors import MESSAGES
from scripts.exceptions import BadRecording, RecordingTooLarge, StorageFull
from scripts.models import Leftover, Question, Script
from scripts.services import files
from scripts.services.recordings import create_script
from tests.race import at_once
from tests.scripts import disks, making
from tests.scripts.audio.sounds import recording, video

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_half_done() -> object:
    """Whatever a test does: each stored file belongs to a row and each row has its file and one task."""
    yield
    named = set(Script.objects.values_list("recording", flat=True))
    assert making.stored_files() == named
    assert set(Leftover.objects.values_list("name", flat=True)) == set()
    assert DBTaskResult.objects.count() == len(named)


def test_a_recording_becomes_a_script_that_waits(learner: User, question: Question, take: Path) -> None:
    script, created = create_script(learner=learner, question=question, client_id=uuid.uuid4(), source=take)
    assert created
    script.refresh_from_db()
    assert (script.learner, script.question, script.state, script.attempt) == (learner, question, "pending", 0)
    assert (script.recording_mime, script.category) == ("audio/webm", "leisure")
    assert script.duration == pytest.approx(2, abs=0.1)
    assert script.recording.read() == take.read_bytes()
    assert DBTaskResult.objects.get().args_kwargs == {"args": [script.pk], "kwargs": {}}


def test_the_question_stays_as_it_was_asked(learner: User, question: Question, take: Path) -> None:
    script, _ = create_script(learner=learner, question=question, client_id=uuid.uuid4(), source=take)
    Question.objects.update(text="Something else?")
    script.refresh_from_db()
    assert script.question_text == "What do you usually do at the park?"


@pytest.mark.parametrize(
    ("kind", "mime", "extension"),
    [
        ("ogg", "audio/ogg", "ogg"),
        ("mp4", "audio/mp4", "m4a"),
        ("wav", "audio/wav", "wav"),
        ("mp3", "audio/mpeg", "mp3"),
    ],
)
def test_the_type_is_what_the_bytes_are(
    learner: User, question: Question, take: Path, kind: str, mime: str, extension: str
) -> None:
    take.write_bytes(recording(kind))
    script, _ = create_script(learner=learner, question=question, client_id=uuid.uuid4(), source=take)
    assert script.recording_mime == mime
    assert script.recording.name.endswith(f".{extension}")


def test_the_same_take_again_is_the_same_script(learner: User, question: Question, take: Path) -> None:
    client_id = uuid.uuid4()
    first, _ = create_script(learner=learner, question=question, client_id=client_id, source=take)
    take.write_bytes(b"whatever comes now")
    again, created = create_script(learner=learner, question=question, client_id=client_id, source=take)
    assert (again, created) == (first, False)


def test_two_learners_may_have_the_same_client_id(
    learner: User, other_learner: User, question: Question, take: Path
) -> None:
    client_id = uuid.uuid4()
    scripts = [
        create_script(learner=person, question=question, client_id=client_id, source=take)[0]
        for person in (learner, other_learner)
    ]
    assert scripts[0] != scripts[1]


@pytest.mark.django_db(transaction=True)
def test_ten_requests_at_once_make_one_script(learner: User, question: Question, take: Path) -> None:
    client_id = uuid.uuid4()
    answers = at_once(
        [lambda: create_script(learner=learner, question=question, client_id=client_id, source=take)] * 10
    )
    assert len({script.pk for script, _ in answers}) == Script.objects.count() == 1
    assert [created for _, created in answers].count(True) == 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"<html>hello</html>", "not_audio"),
        (b"ffconcat version 1.0\nfile 'recordings/other.webm'\n", "not_audio"),
        (b"PK\x03\x04" + b"\0" * 500, "not_audio"),
        (recording("webm", seconds=0.3), "too_short"),
        (video(with_sound=False), "no_audio_track"),
    ],
)
def test_what_is_no_answer_is_refused_with_its_reason(
    learner: User, question: Question, take: Path, data: bytes, code: str
) -> None:
    take.write_bytes(data)
    with pytest.raises(BadRecording) as refusal:
        create_script(learner=learner, question=question, client_id=uuid.uuid4(), source=take)
    assert (refusal.value.code, refusal.value.message) == (code, MESSAGES[code])


def test_too_long_or_too_large_is_refused(learner: User, question: Question, take: Path, settings: Settings) -> None:
    settings.AUDIO_MAX_SECONDS = 1
    with pytest.raises(BadRecording) as refusal:
        create_script(learner=learner, question=question, client_id=uuid.uuid4(), source=take)
    assert refusal.value.code == "too_long"
    settings.AUDIO_MAX_BYTES = take.stat().st_size - 1
    with pytest.raises(RecordingTooLarge):
        create_script(learner=learner, question=question, client_id=uuid.uuid4(), source=take)


def test_a_recording_cut_off_is_taken_and_marked(learner: User, question: Question, take: Path) -> None:
    whole = recording("wav", seconds=4)
    take.write_bytes(whole[: len(whole) // 2])
    script, _ = create_script(learner=learner, question=question, client_id=uuid.uuid4(), source=take)
    assert script.incomplete
    assert script.duration == pytest.approx(2, abs=0.1)


def test_before_the_disk_is_full_recordings_are_refused(
    learner: User, question: Question, take: Path, settings: Settings
) -> None:
    settings.MIN_FREE_BYTES = 2**62
    with pytest.raises(StorageFull):
        create_script(learner=learner, question=question, client_id=uuid.uuid4(), source=take)


def test_a_disk_that_fills_up_on_the_way_leaves_no_half_file(
    learner: User,
    question: Question,
    take: Path,
    settings: Settings,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.STORAGES = {**settings.STORAGES, "default": disks.FULL_AFTER_1000_BYTES}
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(StorageFull):
        create_script(learner=learner, question=question, client_id=uuid.uuid4(), source=take)
    assert not making.stored_files()


def test_a_process_killed_between_file_and_row_leaves_nothing_for_long(
    learner: User, take: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with take.open("rb") as stream:
        name = files.store(File(stream), folder="recordings/1", extension="webm")
    assert files.clear_leftovers() == 0, "a file that is being written now"
    assert default_storage.exists(name)
    Leftover.objects.update(noted_at="2001-01-01T00:00:00Z")
    assert files.clear_leftovers() == 1
    assert not default_storage.exists(name)


def test_learners_take_turns(learner: User, other_learner: User, question: Question, take: Path) -> None:
    def record(person: User) -> int:
        return create_script(learner=person, question=question, client_id=uuid.uuid4(), source=take)[0].pk

    first, second, third = (record(learner) for _ in range(3))
    other = record(other_learner)
    order = [row.args_kwargs["args"][0] for row in DBTaskResult.objects.ready()]
    assert order == [first, other, second, third]
