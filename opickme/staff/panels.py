"""What apps put on the staff's front page: each registers its panels in its `admin.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the front page: a template with what it shows, for people who hold the permission."""

    template: str
    permission: str
    context: Callable[[HttpRequest], dict[str, Any]]


_panels: list[Panel] = []


def register(panel: Panel) -> None:
    """Put a panel after those that are there."""
    _panels.append(panel)


def shown(request: HttpRequest) -> list[dict[str, Any]]:
    """The panels that this person may see, each as its template with its context."""
    allowed = [panel for panel in _panels if request.user.has_perm(panel.permission)]
    return [{"template": panel.template, **panel.context(request)} for panel in allowed]
