"""What apps put on the staff's front page: each registers its panels in its admin."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

FIGURES = "admin/panels/figures.html"
"""Template of a panel of figures and plots: its context has name, heading, figures and maybe charts and more."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the front page: a template with what it shows, for people who hold the permission.

    The template finds what `context` gives under the name `panel`. Panels of a lower `place` stand first.
    """

    template: str
    permission: str
    context: Callable[[HttpRequest], dict[str, Any]]
    place: int = 50


_panels: list[Panel] = []


def register(panel: Panel) -> None:
    """Add a panel; of the same place, behind those that are there."""
    _panels.append(panel)


def shown(request: HttpRequest) -> list[dict[str, Any]]:
    """The panels that this person may see, each as its template with its context."""
    allowed = [panel for panel in _panels if request.user.has_perm(panel.permission)]
    allowed.sort(key=lambda panel: panel.place)
    return [{"template": panel.template, **panel.context(request)} for panel in allowed]
