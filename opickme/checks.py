"""`manage.py check --deploy`: settings that are dangerous together, as doctor says them."""

from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register

from opickme.doctor.security import troubles


@register(Tags.security, deploy=True)
def check_combinations(**_: Any) -> list[CheckMessage]:
    return [Warning(says, hint=remedy, id=f"opickme.W{number:03}") for number, says, remedy in troubles()]
