"""The scripts app."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from opickme.logs.trail import begin


class ScriptsConfig(AppConfig):
    name = "scripts"
    verbose_name = _("Questions and scripts")

    def ready(self) -> None:
        from django_tasks.signals import task_finished, task_started

        from accounts.services import on_account_deletion, on_export
        from scripts.services.privacy import delete_recordings_of, export_scripts

        on_account_deletion(delete_recordings_of)
        on_export(export_scripts)
        task_started.connect(_on_its_trail)
        task_finished.connect(_off_the_trail)


def _on_its_trail(task_result: Any, **facts: Any) -> None:
    """What a worker logs from now on belongs to this task and its row."""
    named = {"recognize_script": "script", "speak_question": "question"}.get(task_result.task.name)
    begin(task=task_result.id, **({named: task_result.args[0]} if named and task_result.args else {}))


def _off_the_trail(**facts: Any) -> None:
    begin()
