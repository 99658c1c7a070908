"""What a worker says names the task and the row that it is about."""

import pytest
from django_tasks_db.management.commands.db_worker import Worker as TaskWorker

from opickme.logs.trail import trail
from scripts import tasks
from tests.lines import lines
from tests.scripts.making import question, script

__all__ = ["lines"]


@pytest.mark.django_db(transaction=True)
def test_a_line_names_task_and_script_and_the_next_one_does_not(learner, lines):
    lost = script(learner, question(), state="pending")  # its recording is not in the storage
    task = tasks.recognize_script.enqueue(lost.pk)
    worker = TaskWorker(
        queue_names=["recognition"],
        interval=0.1,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=1,
        worker_id="w",
        excluded_queue_names=[],
    )
    worker.run()
    failed = next(line for line in lines if line["logger"] == "scripts.jobs")
    assert (failed["task"], failed["script"]) == (str(task.id), str(lost.pk))
    assert "FileNotFoundError" in failed["failure"]
    assert dict(trail()) == {}
