"""Two transactions of which each waits for the other: the person whose one MariaDB undoes notices nothing of it.

Only test_on_mariadb.py runs this: SQLite has one writer at a time.
"""

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import MySQLdb
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from feedback.models import Feedback
from scripts.models import Leftover, Question, Script
from tests.e2e.site import wait_for
from tests.feedback import making as feedbacks
from tests.scripts.conftest import as_program
from tests.scripts.making import stored_files

pytestmark = pytest.mark.django_db(transaction=True)


class Rival:
    """A transaction of somebody else. It has changed much: of two, MariaDB undoes the one that changed less."""

    def __init__(self, line: Any) -> None:
        self.line = line
        self.ask("INSERT INTO scripts_tally (name, label, value) SELECT 'much', seq, 0 FROM seq_1_to_200")

    def ask(self, sql: str, *values: Any) -> Any:
        cursor = self.line.cursor()
        cursor.execute(sql, values)
        return cursor.fetchall()

    def meet(self, request: Callable[[], Any], *, holds: tuple[str, int], wants: tuple[str, int]) -> Any:
        """Hold one row until `request` waits for it, then ask for another one, which that has; return its answer."""
        before = self.deadlocks()
        self.lock(*holds)
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(self.apart, request)
            wait_for(lambda: self.is_waited_for() or answer.done(), seconds=30, what=lambda: "nobody waits")
            assert not answer.done(), answer.result().content
            self.lock(*wants)
            self.line.commit()
            given = answer.result(timeout=60)
        assert self.deadlocks() == before + 1
        return given

    def lock(self, table: str, key: int) -> None:
        assert self.ask(f"SELECT id FROM {table} WHERE id = %s FOR UPDATE", key) == ((key,),)

    def is_waited_for(self) -> bool:
        # Not INNODB_LOCK_WAITS: who asks it more than ten times a second is told the same for ever.
        return self.count("Innodb_row_lock_current_waits") > 0

    def deadlocks(self) -> int:
        return self.count("Innodb_deadlocks")

    def count(self, name: str) -> int:
        ((_, count),) = self.ask("SHOW GLOBAL STATUS WHERE Variable_name = %s", name)
        return int(count)

    @staticmethod
    def apart(request: Callable[[], Any]) -> Any:
        try:
            return request()
        finally:
            connections.close_all()


@pytest.fixture
def rival(transactional_db: None) -> Iterator[Rival]:
    there = connection.settings_dict
    with MySQLdb.connect(host="127.0.0.1", port=int(there["PORT"]), user="root", database=there["NAME"]) as line:
        yield Rival(line)
        line.rollback()


def test_an_upload_is_stored_once(rival: Rival, learner: User, question: Question, webm: bytes) -> None:
    take = {"question": question.pk, "client_id": uuid.uuid4(), "audio": SimpleUploadedFile("take.webm", webm)}
    answer = rival.meet(
        lambda: as_program(learner).post("/api/v1/scripts/", take, format="multipart"),
        holds=("scripts_question", question.pk),
        wants=("accounts_user", learner.pk),
    )
    assert answer.status_code == 201, answer.content
    script = Script.objects.get()
    assert (script.pk, script.client_id) == (answer.json()["id"], take["client_id"])
    assert script.recording.read() == webm
    assert stored_files() == {script.recording.name}
    assert not Leftover.objects.exists()
    assert DBTaskResult.objects.get().args_kwargs["args"] == [script.pk]


def test_feedback_is_deleted_once(rival: Rival, learner: User, instructor: User) -> None:
    feedback = feedbacks.feedback(learner, instructor)
    Script.objects.update(feedback_count=2)
    answer = rival.meet(
        lambda: as_program(learner).delete(f"/api/v1/feedback/{feedback.pk}/"),
        holds=("feedback_feedback", feedback.pk),
        wants=("scripts_script", feedback.script_id),
    )
    assert (answer.status_code, answer.content) == (204, b"")
    assert not Feedback.objects.exists()
    assert Script.objects.get().feedback_count == 1
