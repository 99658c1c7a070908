"""Long answers lie in Google's storage while they are heard, and no longer."""

import re
from collections.abc import Callable
from typing import Any

import grpc
import pytest

from scripts.recognition import meter
from scripts.recognition.base import RecognitionError
from scripts.recognition.google import GoogleRecognizer
from tests.scripts.recognition.google_server import Fault, GoogleServer, results
from tests.scripts.recognition.google_storage import BUCKET, GoogleStorage
from tests.scripts.recognition.voices import DOG, PARK, voice

Make = Callable[..., GoogleRecognizer]
LATER = [(word, start + 100, end + 100) for word, start, end in DOG]


@pytest.fixture(autouse=True)
def _counted_from_zero() -> None:
    meter.take()


@pytest.fixture
def engine(server: GoogleServer, storage: GoogleStorage) -> Make:
    def make(*answers: Any, budget_seconds: float = 20, bucket: str = BUCKET) -> GoogleRecognizer:
        server.answers = list(answers)
        return GoogleRecognizer(
            language="en-US",
            endpoint=server.address,
            budget_seconds=budget_seconds,
            bucket=bucket,
            storage=storage.address,
        )

    return make


def refused(recognizer: GoogleRecognizer) -> RecognitionError:
    with pytest.raises(RecognitionError) as error:
        recognizer.recognize(voice(70))
    return error.value


def test_a_long_answer_is_heard_in_one_from_the_bucket(
    server: GoogleServer, storage: GoogleStorage, engine: Make
) -> None:
    transcript = engine(results(PARK, LATER)).recognize(voice(130))
    assert transcript.text == "I like the park. My dog too."
    assert [word.start for word in transcript.words if word.text in ("I", "My")] == [0.1, 101.6]
    [request] = server.asked
    assert server.calls.count("LongRunningRecognize") == 1
    assert not request.audio.content
    [name] = storage.names
    assert request.audio.uri == f"gs://{BUCKET}/{name}"
    assert re.fullmatch(r"opickme/[0-9a-f]{48}\.raw", name)
    assert storage.objects == {}


def test_the_bucket_holds_the_whole_sound(server: GoogleServer, storage: GoogleStorage, engine: Make) -> None:
    lengths = []
    heard = server.long_running

    def listening(request: Any, context: Any) -> bytes:
        lengths.append(len(storage.objects[request.audio.uri]) / 2 / 16_000)
        return heard(request, context)

    server.long_running = listening  # type: ignore[method-assign]
    server.stop()
    server.start()
    engine(results(PARK)).recognize(voice(70))
    assert lengths == [70]


def test_no_two_recordings_have_a_name_in_common(storage: GoogleStorage, engine: Make) -> None:
    recognizer = engine(results(PARK))
    for _ in range(3):
        recognizer.recognize(voice(60))
    assert len(set(storage.names)) == 3


def test_a_short_answer_never_lies_there(storage: GoogleStorage, engine: Make) -> None:
    engine(results(PARK)).recognize(voice(55))
    assert storage.requests == []


@pytest.mark.parametrize(
    ("fault", "operation_error", "code"),
    [
        (Fault(grpc.StatusCode.PERMISSION_DENIED), 0, "engine_refused"),
        (Fault(hang=True), 0, "engine_unavailable"),
        (results(PARK), grpc.StatusCode.INTERNAL.value[0], "engine_unavailable"),
    ],
    ids=["refused", "hangs until the budget ends", "fails later"],
)
def test_whatever_happens_the_sound_is_deleted(
    server: GoogleServer, storage: GoogleStorage, engine: Make, fault: Any, operation_error: int, code: str
) -> None:
    server.operation_error = operation_error
    assert refused(engine(fault, budget_seconds=1.5)).code == code
    assert len(storage.names) == 1
    assert storage.objects == {}


def test_a_storage_that_is_busy_is_asked_again(storage: GoogleStorage, engine: Make) -> None:
    storage.faults = [503, 429]
    assert engine(results(PARK)).recognize(voice(70)).text == "I like the park."
    assert storage.requests == ["POST", "POST", "POST", "DELETE"]
    assert storage.objects == {}


def test_deleting_is_tried_again(storage: GoogleStorage, engine: Make, caplog: pytest.LogCaptureFixture) -> None:
    storage.faults = [0, 503]
    storage.faults[0] = 200  # the upload's answer comes, and nothing is stored: deleting finds nothing
    refused(engine(results(PARK)))
    assert storage.requests == ["POST", "DELETE", "DELETE"]
    assert "left in the bucket" not in caplog.text


def test_a_recording_that_cannot_be_deleted_is_said_to_the_operator(
    server: GoogleServer, storage: GoogleStorage, engine: Make, caplog: pytest.LogCaptureFixture
) -> None:
    heard = storage.put

    def put(path: str, query: str, sound: bytes) -> int:
        storage.faults = [403]
        return heard(path, query, sound)

    storage.put = put  # type: ignore[method-assign]
    assert engine(results(PARK)).recognize(voice(70)).text == "I like the park."
    assert f"was left in the bucket {BUCKET}: {storage.names[0]}" in caplog.text


@pytest.mark.parametrize(("status", "code"), [(401, "engine_refused"), (403, "engine_refused"), (500, None)])
def test_a_bucket_that_refuses_has_its_code(storage: GoogleStorage, engine: Make, status: int, code: str) -> None:
    storage.faults = [status] * 50
    error = refused(engine(results(PARK), budget_seconds=1.2))
    assert error.code == (code or "engine_unavailable")
    assert "\n" not in error.message


def test_a_bucket_that_is_not_there_is_named(server: GoogleServer, engine: Make) -> None:
    error = refused(engine(results(PARK), bucket="elsewhere"))
    assert (error.code, error.message) == ("engine_refused", "there is no bucket elsewhere for our account")
    assert server.calls == []


def test_what_is_billed_is_counted(server: GoogleServer, storage: GoogleStorage, engine: Make) -> None:
    billed = (meter.BILLED_SECONDS, "google")
    recognizer = engine(results(PARK), Fault(grpc.StatusCode.INVALID_ARGUMENT), results(PARK))
    recognizer.recognize(voice(2.2))
    assert meter.take() == {billed: 3}, "a begun second counts"
    with pytest.raises(RecognitionError):
        recognizer.recognize(voice(2.2))
    assert meter.take() == {}, "an error costs nothing"
    recognizer.recognize(voice(70))
    assert meter.take() == {billed: 70}
    server.billed = 75
    recognizer.recognize(voice(70))
    assert meter.take() == {billed: 75}, "Google's own figure goes first"


def test_in_pieces_each_is_billed(server: GoogleServer, engine: Make) -> None:
    engine(results(PARK), bucket="").recognize(voice(130))
    [amount] = meter.take().values()
    assert 130 <= amount <= 130 + server.calls.count("LongRunningRecognize")


def test_a_check_hears_by_both_ways(server: GoogleServer, storage: GoogleStorage, engine: Make) -> None:
    engine([]).check()
    assert server.calls[:2] == ["Recognize", "LongRunningRecognize"]
    assert storage.requests == ["POST", "DELETE"]
    with pytest.raises(RecognitionError, match="there is no bucket elsewhere"):
        engine([], bucket="elsewhere").check()
