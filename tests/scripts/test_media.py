"""Recordings over HTTP: by ranges, to their owner, and never as a page."""

import gc
import os
import tracemalloc

import pytest
from django.test import AsyncClient, Client
from rest_framework.test import APIClient

from accounts.models import User
from scripts import media
from scripts.models import Question, Script
from tests.scripts import making

SOUND = bytes(range(256)) * 40


@pytest.fixture
def script(learner: User, question: Question) -> Script:
    return making.script(learner, question, sound=SOUND)


def url(script: Script) -> str:
    return f"/api/v1/scripts/{script.pk}/audio/"


def test_the_whole_recording_is_served_to_its_owner_alone(learner_api: APIClient, script: Script) -> None:
    answer = learner_api.get(url(script))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == SOUND
    assert answer["Content-Length"] == str(len(SOUND))
    assert answer["Content-Type"] == "audio/webm"
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-", 0, 10239),
        ("bytes=0-0", 0, 0),
        ("bytes=100-199", 100, 199),
        ("bytes=10000-99999", 10000, 10239),
        ("bytes=-5", 10235, 10239),
        ("bytes=-99999", 0, 10239),
        ("bytes=10239-", 10239, 10239),
    ],
)
def test_a_range_is_served(learner_api: APIClient, script: Script, asked: str, first: int, last: int) -> None:
    answer = learner_api.get(url(script), headers={"range": asked})
    assert answer.status_code == 206
    assert answer.content == SOUND[first : last + 1]
    assert answer["Content-Range"] == f"bytes {first}-{last}/{len(SOUND)}"
    assert answer["Content-Length"] == str(last - first + 1)


@pytest.mark.parametrize("asked", ["bytes=10240-", "bytes=999999-9999999", "bytes=-0"])
def test_a_range_that_reaches_nothing_is_416(learner_api: APIClient, script: Script, asked: str) -> None:
    answer = learner_api.get(url(script), headers={"range": asked})
    assert (answer.status_code, answer["Content-Range"], answer.content) == (416, f"bytes */{len(SOUND)}", b"")


@pytest.mark.parametrize(
    "asked",
    ["bytes=-", "bytes=5-2", "bytes=a-b", "bytes=0-1,5-6", "seconds=0-1", "bytes=" + "9" * 5000 + "-", "bytes=１-２"],
)
def test_a_range_that_means_nothing_is_ignored(learner_api: APIClient, script: Script, asked: str) -> None:
    answer = learner_api.get(url(script), headers={"range": asked})
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == SOUND


def test_one_answer_carries_a_slice_of_a_long_recording(
    learner_api: APIClient, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media, "SLICE_BYTES", 1000)
    answer = learner_api.get(url(script), headers={"range": "bytes=50-"})
    assert answer["Content-Range"] == f"bytes 50-1049/{len(SOUND)}"


def test_it_can_be_downloaded_under_a_name_of_ours(learner_api: APIClient, script: Script) -> None:
    name = f"opick-parks-{script.created_at:%Y%m%d}-{script.pk}.webm"
    assert learner_api.get(url(script))["Content-Disposition"] == f'inline; filename="{name}"'
    answer = learner_api.get(url(script), {"download": "1"})
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'


def test_the_playable_copy_is_served_where_there_is_one(learner_api: APIClient, script: Script) -> None:
    assert learner_api.get(url(script), {"copy": "1"})["Content-Type"] == "audio/webm"
    copy = making.script(script.learner, script.question, sound=b"a copy").recording.name
    Script.objects.filter(pk=script.pk).update(playback=copy)
    answer = learner_api.get(url(script), {"copy": "1"})
    assert (answer["Content-Type"], b"".join(answer.streaming_content)) == ("audio/mp4", b"a copy")
    assert learner_api.get(url(script))["Content-Type"] == "audio/webm"
    script.recording.storage.delete(copy)
    assert b"".join(learner_api.get(url(script), {"copy": "1"}).streaming_content) == SOUND


@pytest.mark.parametrize("accepted", ["audio/webm", "text/html", "audio/*;q=0.9"])
def test_a_player_may_accept_what_it_likes(learner_api: APIClient, script: Script, accepted: str) -> None:
    answer = learner_api.get(url(script), headers={"accept": accepted})
    assert (answer.status_code, answer["Content-Type"]) == (200, "audio/webm")


def test_its_head_is_told_without_reading_it(learner_api: APIClient, script: Script) -> None:
    answer = learner_api.head(url(script))
    assert (answer.status_code, answer.streaming) == (200, False)
    assert (answer["Content-Length"], answer["Accept-Ranges"]) == (str(len(SOUND)), "bytes")


def test_a_recording_that_is_lost_is_404(learner_api: APIClient, script: Script) -> None:
    script.recording.storage.delete(script.recording.name)
    assert learner_api.get(url(script)).status_code == 404


def test_nobody_else_hears_it(api: APIClient, stranger_api: APIClient, script: Script) -> None:
    assert stranger_api.get(url(script)).status_code == 404
    assert api.get(url(script)).status_code == 401
    assert Client().get(url(script)).status_code == 401


def test_a_page_in_a_recordings_clothes_is_never_rendered(
    learner_api: APIClient, learner: User, script: Script
) -> None:
    page = b"\x1aE\xdf\xa3<html><script>alert(1)</script>"
    dressed = making.script(script.learner, script.question, sound=page)
    answer = learner_api.get(url(dressed))
    assert answer["Content-Type"] == "audio/webm"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_files_are_at_no_address_of_their_own(learner_api: APIClient, script: Script) -> None:
    for path in (f"/media/{script.recording.name}", f"/{script.recording.name}", f"/static/{script.recording.name}"):
        assert learner_api.get(path).status_code == 404


@pytest.mark.django_db(transaction=True)
async def test_under_asgi_a_long_recording_is_never_in_memory_at_once(
    async_client: AsyncClient, learner: User, script: Script
) -> None:
    size = 24 * 1024 * 1024
    os.truncate(script.recording.path, size)
    await async_client.aforce_login(learner)
    gc.collect()
    tracemalloc.start()
    answer = await async_client.get(url(script))
    received = 0
    async for block in answer.streaming_content:
        received += len(block)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    answer.close()
    assert (answer.status_code, received) == (200, size)
    assert peak < size / 4
