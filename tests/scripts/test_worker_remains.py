"""What a worker leaves that was killed at a moment too short to be hit: the same rows and files, made here."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from scripts.models import Leftover, Question, Script
from scripts.services import files
from scripts.services.recognition import claim_script
from tests.scripts import making
from tests.scripts.shop import Shop, audit, open_shop

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(transactional_db: None, tmp_path: Path) -> Iterator[Shop]:
    with open_shop(tmp_path) as opened:
        yield opened


def test_killed_between_task_and_claim(shop: Shop, learner: User, question: Question) -> None:
    script = shop.record(learner, question)
    DBTaskResult.objects.get().claim("dead")
    shop.worker()
    shop.wait(script, "done")
    assert (script.attempt, script.tries_left) == (1, 2)
    audit()


def test_killed_between_recognition_and_its_result(shop: Shop, learner: User, question: Question) -> None:
    script = shop.record(learner, question)
    DBTaskResult.objects.get().claim("dead")
    assert claim_script(script_id=script.pk)
    orphan = files.store(ContentFile(b"a copy"), folder=f"recordings/{learner.pk}", extension="m4a")
    Script.objects.update(lease_until="2001-01-01T00:00:00Z")
    shop.worker()
    shop.wait(script, "done")
    assert script.attempt == 2
    assert script.playback.name != orphan
    audit()
    Leftover.objects.update(noted_at="2001-01-01T00:00:00Z")
    files.clear_leftovers()
    assert making.stored_files() == {script.recording.name, script.playback.name}
