"""What an account takes with it, and what it hands out."""

import io
import json
import uuid
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import AsyncClient

from accounts.models import User
from accounts.services import delete_account
from scripts.models import Leftover, Question, Script, Upload
from scripts.services import arrivals, recognition, uploads
from scripts.services.recordings import create_script
from tests.scripts import making

pytestmark = pytest.mark.django_db(transaction=True)


def half_sent(learner: User) -> Path:
    upload = arrivals.begin(learner=learner, client_id=uuid.uuid4(), length=100)
    uploads.append(upload=upload, offset=0, chunks=[b"half"])
    return uploads.path_of(upload)


def test_a_deleted_account_leaves_no_voice(learner: User, other_learner: User, question: Question) -> None:
    mine = making.script(learner, question, sound=b"mine")
    copy = default_storage.save("recordings/copy.m4a", ContentFile(b"copy"))
    Script.objects.filter(pk=mine.pk).update(playback=copy)
    theirs = making.script(other_learner, question, sound=b"theirs")
    parts = [half_sent(learner), half_sent(other_learner)]
    delete_account(user=learner)
    assert Script.objects.get() == theirs
    assert making.stored_files() == {theirs.recording.name}
    assert [part.exists() for part in parts] == [False, True]
    assert Upload.objects.get().learner == other_learner
    assert Leftover.objects.count() == 0


def test_an_account_deleted_while_its_words_are_written_leaves_nothing(
    learner: User, question: Question, take: Path
) -> None:
    script, _ = create_script(learner=learner, question=question, client_id=uuid.uuid4(), source=take)
    claim = recognition.claim_script(script_id=script.pk)
    assert claim is not None
    delete_account(user=learner)
    assert not recognition.finish(claim, transcript=making.transcript(), peaks=[], duration=2, playback="")
    assert (Script.objects.count(), making.stored_files()) == (0, set())


async def test_an_export_holds_every_recording_with_its_words(
    async_client: AsyncClient, learner: User, other_learner: User, question: Question
) -> None:
    script = await making.in_thread(making.script, learner, question, sound=b"my voice")
    lost = await making.in_thread(making.script, learner, question)
    await making.in_thread(making.script, other_learner, question, sound=b"a stranger's voice")
    await async_client.aforce_login(learner)
    answer = await async_client.get("/accounts/export/")
    assert answer.status_code == 200
    archive = ZipFile(io.BytesIO(b"".join([piece async for piece in answer.streaming_content])))
    folder = f"scripts/{script.pk}-parks"
    assert set(archive.namelist()) == {
        "account.json",
        f"{folder}/script.json",
        f"{folder}/recording.webm",
        f"scripts/{lost.pk}-parks/script.json",
        "MISSING.txt",
    }
    assert archive.read(f"{folder}/recording.webm") == b"my voice"
    assert archive.read("MISSING.txt").decode() == f"scripts/{lost.pk}-parks/recording.webm"
    about = json.loads(archive.read(f"{folder}/script.json"))
    assert about["question"] == question.text
    assert (about["text"], about["topic"], about["level"]) == (script.text, "Going to parks", "IM")
    assert about["words"] == script.words
