"""The resumable upload as a browser sees it."""

import uuid
from pathlib import Path

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from scripts.models import Question, Script, Upload
from tests.scripts import making, tus


def parts(settings: Settings) -> list[Path]:
    return sorted(Path(settings.UPLOAD_DIR).glob("*"))


def test_a_recording_arrives_in_pieces_and_becomes_a_script(
    learner_api: APIClient, question: Question, webm: bytes, settings: Settings
) -> None:
    client_id = uuid.uuid4()
    url = tus.opened(learner_api, length=len(webm), client_id=client_id)
    for start in range(0, len(webm), 5000):
        answer = tus.send(learner_api, url, webm[start : start + 5000], offset=start)
        assert answer.status_code == 204
        assert int(answer["Upload-Offset"]) == min(start + 5000, len(webm)) == tus.offset(learner_api, url)
    answer = tus.finalise(learner_api, url, question=question.pk, client_id=client_id)
    assert (answer.status_code, answer.json()["state"]) == (201, "pending")
    script = Script.objects.get()
    assert script.recording.read() == webm
    assert (Upload.objects.count(), parts(settings)) == (0, [])


def test_the_answers_speak_tus(learner_api: APIClient) -> None:
    answer = tus.create(learner_api, length=10)
    assert answer["Tus-Resumable"] == "1.0.0"
    head = learner_api.head(answer["Location"], headers=tus.VERSION)
    assert (head["Upload-Offset"], head["Upload-Length"], head["Cache-Control"]) == ("0", "10", "no-store")
    about = learner_api.options("/api/v1/uploads/")
    assert (about.status_code, about["Tus-Version"], about["Tus-Extension"]) == (204, "1.0.0", "creation,termination")
    assert tus.create(learner_api, length=10, **{"Tus-Resumable": "0.2.2"}).status_code == 412


def test_the_same_take_goes_on_where_it_was(learner_api: APIClient) -> None:
    client_id = uuid.uuid4()
    url = tus.opened(learner_api, length=10, client_id=client_id)
    tus.send(learner_api, url, b"12345", offset=0)
    again = tus.create(learner_api, length=10, client_id=client_id)
    assert (again["Location"], again["Upload-Offset"]) == (url, "5")


def test_a_take_that_has_grown_begins_anew(learner_api: APIClient, settings: Settings) -> None:
    client_id = uuid.uuid4()
    first = tus.opened(learner_api, length=10, client_id=client_id)
    tus.send(learner_api, first, b"12345", offset=0)
    second = tus.opened(learner_api, length=20, client_id=client_id)
    assert tus.offset(learner_api, second) == 0
    assert learner_api.head(first).status_code == 404
    assert parts(settings) == []


@pytest.mark.parametrize("claimed", [0, 4, 6])
def test_another_offset_is_refused_and_the_right_one_told(learner_api: APIClient, claimed: int) -> None:
    url = tus.opened(learner_api, length=10)
    tus.send(learner_api, url, b"12345", offset=0)
    answer = tus.send(learner_api, url, b"67890", offset=claimed)
    assert (answer.status_code, answer.json()["code"], answer.json()["offset"]) == (409, "offset_mismatch", 5)
    assert tus.offset(learner_api, url) == 5


def test_more_than_was_said_is_refused(learner_api: APIClient, settings: Settings) -> None:
    url = tus.opened(learner_api, length=10)
    assert tus.send(learner_api, url, b"x" * 11, offset=0).status_code == 413
    assert tus.offset(learner_api, url) == 0


def test_an_empty_piece_changes_nothing(learner_api: APIClient) -> None:
    url = tus.opened(learner_api, length=10)
    answer = tus.send(learner_api, url, b"", offset=0)
    assert (answer.status_code, answer["Upload-Offset"]) == (204, "0")


def test_too_large_a_recording_is_refused_before_it_is_sent(learner_api: APIClient, settings: Settings) -> None:
    settings.AUDIO_MAX_BYTES = 100
    answer = tus.create(learner_api, length=101)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert Upload.objects.count() == 0


@pytest.mark.parametrize("length", ["", "-1", "1e3", "NaN", "9" * 40, "１２"])
def test_a_length_must_be_a_number(learner_api: APIClient, length: str) -> None:
    assert tus.create(learner_api, length=length).status_code == 400


@pytest.mark.parametrize("told", ["", "client_id", "client_id !!!", "client_id eA==", "name eA==", "a b c"])
def test_the_take_must_be_named(learner_api: APIClient, told: str) -> None:
    answer = tus.create(learner_api, length=5, **{"Upload-Metadata": told})
    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")


def test_other_kinds_of_body_are_refused(learner_api: APIClient) -> None:
    url = tus.opened(learner_api, length=10)
    assert learner_api.patch(url, {"a": 1}, format="json", headers={"Upload-Offset": "0"}).status_code == 415
    assert learner_api.put(url, b"1").status_code == 405
    assert learner_api.get("/api/v1/uploads/").status_code == 405


def test_a_stranger_finds_no_upload(learner_api: APIClient, stranger_api: APIClient, question: Question) -> None:
    client_id = uuid.uuid4()
    url = tus.opened(learner_api, length=5, client_id=client_id)
    assert stranger_api.head(url).status_code == 404
    assert tus.send(stranger_api, url, b"12345", offset=0).status_code == 404
    assert stranger_api.delete(url).status_code == 404
    assert tus.finalise(stranger_api, url, question=question.pk, client_id=client_id).status_code == 404
    assert tus.offset(learner_api, url) == 0


def test_nobody_uploads_without_logging_in(api: APIClient, db: None) -> None:
    assert tus.create(api, length=5).status_code == 401
    assert api.options("/api/v1/uploads/").status_code == 401


def test_an_upload_can_be_given_up(learner_api: APIClient, settings: Settings) -> None:
    url = tus.opened(learner_api, length=10)
    tus.send(learner_api, url, b"12345", offset=0)
    assert learner_api.delete(url).status_code == 204
    assert learner_api.delete(url).status_code == 404
    assert parts(settings) == []
    assert tus.send(learner_api, url, b"67890", offset=5).status_code == 404
    assert parts(settings) == []


def test_so_many_open_uploads_and_no_more(learner_api: APIClient, settings: Settings) -> None:
    settings.UPLOADS_PER_LEARNER = 2
    mine = [uuid.uuid4() for _ in range(3)]
    assert [tus.create(learner_api, length=5, client_id=take).status_code for take in mine] == [201, 201, 429]
    assert tus.create(learner_api, length=5, client_id=mine[0]).status_code == 201


def test_a_full_disk_keeps_what_came(learner_api: APIClient, settings: Settings) -> None:
    url = tus.opened(learner_api, length=10)
    tus.send(learner_api, url, b"12345", offset=0)
    settings.MIN_FREE_BYTES = 2**62
    answer = tus.send(learner_api, url, b"67890", offset=5)
    assert (answer.status_code, answer.json()["code"]) == (507, "storage_full")
    settings.MIN_FREE_BYTES = 0
    assert tus.send(learner_api, url, b"67890", offset=5).status_code == 204


def test_a_disk_that_fills_up_in_the_middle_is_said(learner_api: APIClient, settings: Settings) -> None:
    url = tus.opened(learner_api, length=10)
    settings.UPLOAD_DIR.mkdir()
    part = settings.UPLOAD_DIR / f"{Upload.objects.get().pk.hex}.part"
    part.symlink_to("/dev/full")  # takes no byte, as a full disk
    assert tus.send(learner_api, url, b"12345", offset=0).status_code == 507


def test_it_is_not_a_script_until_it_is_complete(learner_api: APIClient, question: Question, webm: bytes) -> None:
    client_id = uuid.uuid4()
    url = tus.opened(learner_api, length=len(webm), client_id=client_id)
    tus.send(learner_api, url, webm[:100], offset=0)
    answer = tus.finalise(learner_api, url, question=question.pk, client_id=client_id)
    assert (answer.status_code, answer.json()["code"], answer.json()["offset"]) == (409, "upload_incomplete", 100)
    assert making.stored_files() == set()
    assert tus.offset(learner_api, url) == 100
